/** WebAssembly's memory ends at 4 GiB. Where it has no more room malloc gives address 0, which the backend would write to. */

/** What there is of the compiled module that its types leave out. */
export interface WasmMemory {
  _malloc(bytes: number): number;
  _free(address: number): void;
  refusesNull?: true;
}

/** Makes a failed allocation an error; once for each module. */
export function refuseNull(wasm: WasmMemory): void {
  if (wasm.refusesNull) return;
  wasm.refusesNull = true;
  // The module's first call puts another function in malloc's place.
  wasm._free(wasm._malloc(16));
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => {
    // A larger number would be cut to its lower 32 bits on the way in.
    const address = bytes < 2 ** 32 ? malloc(bytes) : 0;
    if (address === 0 && bytes > 0) throw new Error(`there is no room for ${bytes} bytes in WebAssembly's memory`);
    return address;
  };
}
