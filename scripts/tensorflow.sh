#!/usr/bin/env bash
# Puts TensorFlow's C library (CPU) under TensorFlow.js into a folder and prints the variables by which the tests find it:
#   eval "$(scripts/tensorflow.sh /opt/mixwright-tensorflow)"
# It is Mixwright's own command that builds it, over a Python wheel: needs python3 with pip and g++. Repeated calls only print.
set -euo pipefail

folder=${1:?usage: eval "$(scripts/tensorflow.sh FOLDER)"}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$(dirname "$0")/.."

# What the addon is made by decides where it lies: a changed one is built anew, and does not touch what another checkout uses.
data=$folder/$(cat src/tensorflow/nodePackage.ts src/tensorflow/install/{bindingSource,buildBinding}.ts | sha256sum | cut -c 1-12)

say() { echo "tensorflow: $*" >&2; }

installation() { find "$data/libraries/tensorflow" -maxdepth 2 -name installation.json -printf '%h\n' 2> /dev/null | head -n 1; }
wheel() { find "$folder" -maxdepth 1 -name 'tensorflow_cpu-*.whl' -print -quit; }

set_up() {
  command -v python3 > /dev/null && command -v g++ > /dev/null || { say "python3 or g++ is missing"; exit 1; }
  if [ -z "$(wheel)" ]; then
    say "downloading the wheel into $folder"
    python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version=3.11 --platform=manylinux_2_27_x86_64 --dest "$folder" tensorflow-cpu==2.21.0 >&2
  fi
  node scripts/prepare.js >&2
  node bin/mixwright.js devices add tensorflow --from "$(wheel)" --for cpu --data-dir "$data" >&2
}

[ -n "$(installation)" ] && [ -n "$(wheel)" ] || set_up
printf "export MIXWRIGHT_TENSORFLOW='%s' MIXWRIGHT_TENSORFLOW_WHEEL='%s' TF_CPP_MIN_LOG_LEVEL=2 TF_DETERMINISTIC_OPS=1\n" "$(installation)" "$(wheel)"
