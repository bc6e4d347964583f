// Gathers the bundles into one site, each text with its gzip form beside it, and writes the C++
// file that holds them all: pack.mjs DIST SITE CC_FILE
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { constants, gzipSync } from "node:zlib";

const COMPRESSED = /\.(html|css|js|json|svg)$/;

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

function gather(dist, site) {
  rmSync(site, { recursive: true, force: true });
  cpSync(join(dist, "public"), site, { recursive: true });
  cpSync(join(dist, "desk"), join(site, "desk"), { recursive: true });
  for (const path of filesBelow(site).filter((each) => COMPRESSED.test(each))) {
    const packed = gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION });
    writeFileSync(`${path}.gz`, packed);
  }
}

function embedding(path, index) {
  return `asm(R"(
  .section .rodata
console_file_${index}:
  .incbin "${resolve(path)}"
console_file_${index}_end:
  .byte 0
  .previous
)");
extern "C" const char console_file_${index}[] __attribute__((visibility("hidden")));
extern "C" const char console_file_${index}_end[] __attribute__((visibility("hidden")));
`;
}

// Twelve bytes of the content's hash, here, so that a gateway need not read at its start what nobody
// asked for yet.
function etagOf(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 24);
}

function main([dist, site, source]) {
  gather(dist, site);
  const paths = filesBelow(site);
  const rows = paths.map((path, index) => {
    const name = relative(site, path).split(sep).join("/");
    return `    {"${name}", {console_file_${index}, console_file_${index}_end}, "${etagOf(path)}"},`;
  });
  writeFileSync(
    source,
    `#include "gateway/console/static_files.h"

${paths.map(embedding).join("")}
namespace hecha::console {

std::vector<EmbeddedFile> EmbeddedFiles() {
  return {
${rows.join("\n")}
  };
}

}  // namespace hecha::console
`,
  );
}

main(process.argv.slice(2));
