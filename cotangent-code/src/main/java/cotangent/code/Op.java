package cotangent.code;

import java.lang.classfile.Opcode;
import java.lang.constant.DynamicCallSiteDesc;

/** What a value of the intermediate form computes from the value's operands. */
sealed interface Op {

  /** A parameter of the method, by its position among the flattened parameters. */
  record Param(int index) implements Op {}

  /** A constant: a boxed number, a {@link java.lang.constant.ConstantDesc}, or {@link Null}. */
  record Const(Object value) implements Op {}

  /** The one value of {@link Const} that is no object. */
  enum Null {
    NULL
  }

  /** A choice among the values of a local or stack slot, one operand per predecessor. */
  record Phi() implements Op {}

  /** Arithmetic, comparison, conversion: one bytecode of the operand stack and nothing else. */
  record Arith(Opcode code) implements Op {}

  record ArrayLength() implements Op {}

  /** Operands: array, index. */
  record Load() implements Op {}

  /** Operands: array, index, value. */
  record Store() implements Op {}

  /** Operands: the lengths of the leading dimensions. */
  record NewArray(String type) implements Op {}

  /** An object before its constructor ran; folded into {@link Construct}. */
  record NewObject(String type) implements Op {}

  /** A new object; the operands are the constructor's arguments. */
  record Construct(MethodRef constructor) implements Op {}

  record GetField(FieldRef field) implements Op {}

  /** Operands: object, value. */
  record PutField(FieldRef field) implements Op {}

  record GetStatic(FieldRef field) implements Op {}

  record PutStatic(FieldRef field) implements Op {}

  /** A call; the receiver, if any, is the first operand. */
  record Call(Opcode code, MethodRef target) implements Op {}

  /** A call site other than a lambda: string concatenation, pattern switches. */
  record Dynamic(DynamicCallSiteDesc site) implements Op {}

  /** A lambda or method reference; the operands are what it captures. */
  record Closure(Lambda lambda) implements Op {}

  record Cast(String type) implements Op {}

  record InstanceOf(String type) implements Op {}

  /** The exception that a handler begins with. */
  record Caught() implements Op {}

  /** Enters or leaves the monitor of the operand. */
  record Monitor(boolean enters) implements Op {}

  /** A method: owner as internal name. */
  record MethodRef(String owner, String name, String desc, boolean inInterface) {
    @Override
    public String toString() {
      return owner.replace('/', '.') + "." + name + desc;
    }

    boolean isConstructor() {
      return name.equals("<init>");
    }
  }

  /** A field: owner as internal name. */
  record FieldRef(String owner, String name, String desc) {
    @Override
    public String toString() {
      return owner.replace('/', '.') + "." + name;
    }
  }
}
