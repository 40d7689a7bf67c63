/**
 * Files of tensors, in the safetensors format, which many programs read.
 *
 * <pre>{@code
 * Models.save(path, model, Map.of("trained-on", "MNIST"));
 * Mlp again = Models.load(path, Mlp.init(key));   // any model of this form
 * }</pre>
 *
 * <p>A file is a header and data:
 *
 * <pre>
 * file     = length header data             length: 8 bytes, little-endian, of the header
 * header   = JSON object, then spaces       a multiple of 8 bytes, at most 16 MiB
 * member   = name: tensor | "__metadata__": {text: text, ...}
 * tensor   = {"dtype": dtype, "shape": [size, ...], "data_offsets": [begin, end]}
 * dtype    = "F32" | "F64" | "I32" | "I64" | "BOOL"
 * data     = elements, row-major, little-endian, without gaps or overlaps
 * </pre>
 */
@NullMarked
package cotangent.nn.storage;

import org.jspecify.annotations.NullMarked;
