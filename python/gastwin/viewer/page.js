// The map page: one canvas, no library, no network. All data stand in the page; classes and colours were decided
// where the data are known (report.py), so this file only draws, finds and explains.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const text = data.text;
const canvas = document.getElementById("map");
const context = canvas.getContext("2d");
const view = { x: 0, y: 0, scale: 1 };
let theme = data.themes[0];
let selected = -1;
let showIssues = false;

const element = (tag, content, parent) => {
    const made = document.createElement(tag);
    if (content !== undefined) made.textContent = content;
    if (parent) parent.append(made);
    return made;
};
const screenX = (x) => (x - view.x) * view.scale + canvas.clientWidth / 2;
const screenY = (y) => canvas.clientHeight / 2 - (y - view.y) * view.scale;

function drawPipe(i) {
    const { start, x, y } = data.pipes;
    context.moveTo(screenX(x[start[i]]), screenY(y[start[i]]));
    for (let k = start[i] + 1; k < start[i + 1]; ++k) context.lineTo(screenX(x[k]), screenY(y[k]));
}

function draw() {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    context.lineCap = "round";
    // One path per class: a hundred thousand pipes are a handful of strokes.
    theme.classes.forEach((c, index) => {
        context.beginPath();
        theme.pipeClass.forEach((of, i) => { if (of === index) drawPipe(i); });
        context.strokeStyle = c.color;
        context.lineWidth = c.width;
        context.stroke();
    });
    if (selected >= 0) {
        context.beginPath();
        drawPipe(selected);
        context.strokeStyle = "#000";
        context.lineWidth = 5;
        context.stroke();
    }
    if (showIssues) {
        data.issues.x.forEach((x, i) => {
            context.fillStyle = data.issues.color[i];
            context.fillRect(screenX(x) - 2.5, screenY(data.issues.y[i]) - 2.5, 5, 5);
        });
    }
}

function fit() {
    const { x, y } = data.pipes;
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let k = 0; k < x.length; ++k) {
        left = Math.min(left, x[k]); right = Math.max(right, x[k]);
        low = Math.min(low, y[k]); high = Math.max(high, y[k]);
    }
    if (!x.length) return;
    view.x = (left + right) / 2;
    view.y = (low + high) / 2;
    view.scale = 0.94 * Math.min(canvas.clientWidth / Math.max(1, right - left), canvas.clientHeight / Math.max(1, high - low));
}

function squaredDistance(px, py, ax, ay, bx, by) {
    const dx = bx - ax, dy = by - ay, l2 = dx * dx + dy * dy;
    const t = l2 ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / l2)) : 0;
    return (px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2;
}

function nearestPipe(px, py, reach) {
    const { start, x, y } = data.pipes;
    let best = reach * reach, found = -1;
    for (let i = 0; i + 1 < start.length; ++i) {
        for (let k = start[i]; k + 1 < start[i + 1]; ++k) {
            const d = squaredDistance(px, py, x[k], y[k], x[k + 1], y[k + 1]);
            if (d < best) { best = d; found = i; }
        }
    }
    return found;
}

function select(i, centre) {
    selected = i;
    const box = document.getElementById("details");
    box.textContent = "";
    if (i >= 0) {
        element("h2", `${text.pipe} ${data.pipes.id[i]}`, box);
        const table = element("table", undefined, box);
        data.fields.forEach((f) => {
            if (f.values[i] === null || f.values[i] === "") return;
            const row = element("tr", undefined, table);
            element("td", f.label, row);
            element("td", String(f.values[i]), row);
        });
        if (centre) {
            const k = data.pipes.start[i];
            view.x = data.pipes.x[k];
            view.y = data.pipes.y[k];
            view.scale = Math.max(view.scale, 1);
        }
    }
    draw();
}

function fillLegend() {
    const legend = document.getElementById("legend");
    legend.textContent = "";
    theme.classes.forEach((c) => {
        const row = element("li", undefined, legend);
        element("i", undefined, row).style.background = c.color;
        row.append(c.label);
        element("span", c.count, row);
    });
}

function fillSide() {
    const summary = element("table", undefined, document.getElementById("summary"));
    data.summary.forEach(([name, value]) => {
        const row = element("tr", undefined, summary);
        element("td", name, row);
        element("td", value, row);
    });
    document.getElementById("theme-label").textContent = text.theme;
    document.getElementById("issues-label").textContent = `${text.issues} (${data.issues.x.length})`;
    document.getElementById("search").placeholder = text.search;
    const choice = document.getElementById("theme");
    data.themes.forEach((t, i) => { element("option", t.label, choice).value = i; });
    const ranking = document.getElementById("ranking");
    if (data.ranking.length) element("h2", text.ranking, ranking);
    const list = element("ul", undefined, ranking);
    data.ranking.forEach((r) => {
        const row = element("li", `${r.rank}. ${r.id}`, list);
        element("small", r.causes, row);
        row.onclick = () => select(r.pipe, true);
    });
}

function connectEvents() {
    document.getElementById("theme").onchange = (e) => { theme = data.themes[e.target.value]; fillLegend(); draw(); };
    document.getElementById("issues").onchange = (e) => { showIssues = e.target.checked; draw(); };
    document.getElementById("search").onchange = (e) => {
        const found = data.pipes.id.indexOf(e.target.value.trim());
        if (found >= 0) select(found, true);
    };
    let drag = null;
    canvas.onpointerdown = (e) => { drag = { x: e.offsetX, y: e.offsetY, moved: false }; canvas.setPointerCapture(e.pointerId); };
    canvas.onpointermove = (e) => {
        if (!drag) return;
        const dx = e.offsetX - drag.x, dy = e.offsetY - drag.y;
        if (Math.abs(dx) + Math.abs(dy) > 3) drag.moved = true;
        if (!drag.moved) return;
        view.x -= dx / view.scale;
        view.y += dy / view.scale;
        drag.x = e.offsetX;
        drag.y = e.offsetY;
        draw();
    };
    canvas.onpointerup = (e) => {
        if (drag && !drag.moved) {
            const x = view.x + (e.offsetX - canvas.clientWidth / 2) / view.scale;
            const y = view.y - (e.offsetY - canvas.clientHeight / 2) / view.scale;
            select(nearestPipe(x, y, 12 / view.scale), false);
        }
        drag = null;
    };
    canvas.onwheel = (e) => {
        e.preventDefault();
        const factor = Math.exp(-e.deltaY * 0.0015);
        const dx = (e.offsetX - canvas.clientWidth / 2) / view.scale, dy = -(e.offsetY - canvas.clientHeight / 2) / view.scale;
        view.x += dx * (1 - 1 / factor);
        view.y += dy * (1 - 1 / factor);
        view.scale *= factor;
        draw();
    };
    window.onresize = draw;
}

fillSide();
fillLegend();
connectEvents();
fit();
draw();
document.body.dataset.ready = "true";
