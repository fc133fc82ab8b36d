#!/usr/bin/env bash
# Puts a software Vulkan device (Mesa's lavapipe) into a folder and prints the variables that make ggml use it.
# They must be in the environment before the process starts:   eval "$(scripts/lavapipe.sh /opt/lavapipe)"
# Debian 12's own Mesa 22.3.6 corrupts the heap when Vulkan buffers are freed, so its 25.0.7 from bookworm-backports is
# unpacked beside the system, which stays as it is but for the libraries lavapipe needs (root). Repeated calls only print.
set -euo pipefail

folder=${1:?usage: eval "$(scripts/lavapipe.sh FOLDER)"}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
driver_file=$folder/lvp_icd.json

say() { echo "lavapipe: $*" >&2; }

# An apt with lists and cache of its own: the machine's sources are not touched.
backports_apt() {
  apt-get -qq -o Dir::Etc::sourcelist="$folder/apt/backports.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::Lists="$folder/apt/lists" -o Dir::Cache::archives="$folder/apt/archives" -o APT::Sandbox::User=root "$@" >&2
}

download_mesa() {
  mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial"
  local mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm-backports main" > "$folder/apt/backports.list"
  backports_apt update
  (cd "$folder/apt" && backports_apt download mesa-vulkan-drivers)
  dpkg -x "$folder"/apt/mesa-vulkan-drivers_*.deb "$folder/mesa"
  rm -rf "$folder/apt"
}

install_dependencies() {
  apt-get -qq update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends libvulkan1 libllvm15 libdrm2 libexpat1 libwayland-client0 \
    libx11-xcb1 libxcb-dri3-0 libxcb-present0 libxcb-randr0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxshmfence1 zlib1g libzstd1 >&2
}

set_up() {
  grep -q '^VERSION_CODENAME=bookworm' /etc/os-release || { say "this machine is not Debian 12; install its own Mesa Vulkan drivers and set GGML_VK_VISIBLE_DEVICES=0"; exit 1; }
  say "downloading Mesa into $folder"
  download_mesa
  local library
  library=$(find "$folder/mesa" -name libvulkan_lvp.so -print -quit)
  # Fresh lists and installs only where something is missing: most machines then need no root at all.
  if ldd "$library" | grep -q 'not found' || ! ldconfig -p | grep -q 'libvulkan\.so\.1'; then install_dependencies; fi
  if ldd "$library" | grep 'not found' >&2; then say "libraries are missing"; exit 1; fi
  # Written last: its presence says that everything else is there.
  printf '{"file_format_version":"1.0.0","ICD":{"library_path":"%s","api_version":"1.4.305"}}\n' "$library" > "$driver_file"
}

[ -s "$driver_file" ] || set_up
# Without VISIBLE_DEVICES ggml passes over Vulkan devices that are CPUs; shaders compile once and stay in the folder.
printf "export VK_DRIVER_FILES='%s' GGML_VK_VISIBLE_DEVICES=0 GGML_VK_DISABLE_F16=1 MESA_SHADER_CACHE_DIR='%s'\n" "$driver_file" "$folder/shaders"
