// SPDX-License-Identifier: Apache-2.0
// Bundles the map page: dist/page.js (one script, the map library's worker inside), dist/page.css and, from the list
// of what went into them, dist/LICENSES.txt. The same sources give the same bytes.
//
//     node build.mjs [FOLDER]
import { build } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");

/** The worker of the library is a script of its own: it travels in the page as text and starts from a blob. As a
 *  classic script, since browsers start no module worker from a blob in a page opened from disk. */
const workerAsText = {
    name: "worker-as-text",
    setup(found) {
        found.onLoad({ filter: /maplibre-gl-worker\.mjs$/ }, async ({ path }) => {
            const options = { bundle: true, minify: true, format: "iife", target: "es2022", write: false };
            const made = await build({ ...options, entryPoints: [path], legalComments: "inline" });
            return { contents: made.outputFiles[0].text, loader: "text" };
        });
    },
};

const done = await build({
    absWorkingDir: here,
    entryPoints: { page: "src/main.ts" },
    outdir: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "eof",
    metafile: true,
    logLevel: "warning",
    define: { "import.meta.url": '""' },
    plugins: [workerAsText],
});

/** "node_modules/@scope/name" of every package with a file in the bundle; what the library itself bundles stands in
 *  its own licence text. */
const packages = new Set(
    Object.keys(done.metafile.inputs)
        .map((file) => /^(?:.*\/)?(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
        .filter((folder) => folder !== undefined),
);
// The library ships bundled, so its own dependencies do not show in the metafile: they are in the page all the same.
for (const folder of [...packages]) {
    const { dependencies = {} } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
    for (const name of Object.keys(dependencies)) packages.add(`node_modules/${name}`);
}

function licence(folder) {
    const { name, version, license } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
    const file = readdirSync(join(here, folder)).find((f) => /^(licen[cs]e|copying)/i.test(f));
    const text = file ? readFileSync(join(here, folder, file), "utf8").trim() : `(no text in the package)`;
    return `${name} ${version} (${license})\n\n${text}\n`;
}

const inUse = [...packages].filter((folder) => existsSync(join(here, folder, "package.json"))).sort();
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "LICENSES.txt"), inUse.map(licence).join(`\n${"-".repeat(80)}\n\n`));
