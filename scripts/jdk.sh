# Sourced by ../build and ../cotangent: finds a JDK and exports it as JAVA_HOME.
# JAVA_HOME wins if it is new enough; else the oldest new enough JDK of the usual places.

cotangent_min_java=25

# Prints the feature version of the JDK in folder $1 ("25"), or nothing if there is none.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
  fi
}

# Prints the home of the `java` on the PATH, or nothing.
jdk_of_path() {
  command -v java >/dev/null 2>&1 || return 0
  java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ]; then
    version=$(jdk_version "$JAVA_HOME")
    if [ "${version:-0}" -ge "$cotangent_min_java" ]; then
      export JAVA_HOME
      return 0
    fi
    unfit="JAVA_HOME ($JAVA_HOME) is ${version:+Java }${version:-no JDK}"
  fi

  best=
  best_version=
  for home in /usr/lib/jvm/* /usr/java/* /opt/* /opt/*/* "$HOME"/.sdkman/candidates/java/* \
      "$HOME"/.jdks/* "$HOME"/.jbang/cache/jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    version=$(jdk_version "$home")
    if [ "${version:-0}" -ge "$cotangent_min_java" ] \
        && { [ -z "$best" ] || [ "$version" -lt "$best_version" ]; }; then
      best=$home
      best_version=$version
    fi
  done
  if [ -z "$best" ]; then
    home=$(jdk_of_path)
    version=$(jdk_version "$home")
    [ "${version:-0}" -ge "$cotangent_min_java" ] && best=$home
  fi

  if [ -z "$best" ]; then
    echo "Cotangent needs a JDK $cotangent_min_java or newer and found none${unfit:+; $unfit}." >&2
    echo "Install one (for example Eclipse Temurin $cotangent_min_java) and set JAVA_HOME to its folder." >&2
    return 1
  fi
  [ -z "${unfit:-}" ] || echo "note: $unfit; using $best" >&2
  JAVA_HOME=$best
  export JAVA_HOME
}
