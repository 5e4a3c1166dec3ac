// Lists every visible text with less contrast to its ground than WCAG AA wants.
() => {
    const parse = text => [...text.match(/[\d.]+/g).map(Number), 1].slice(0, 4);
    const mix = (top, under) =>
        top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3]));
    const light = rgb => {
        const part = v => v <= 10 ? v / 3294.6 : ((v / 255 + .055) / 1.055) ** 2.4;
        return .2126 * part(rgb[0]) + .7152 * part(rgb[1]) + .0722 * part(rgb[2]);
    };
    const up = node => node.parentElement ?? node.getRootNode().host;
    const ground = node => {
        const above = [];
        for (let at = node; at; at = up(at)) {
            const color = parse(getComputedStyle(at).backgroundColor);
            if (color[3] > 0) above.push(color);
            if (color[3] === 1) break;
        }
        return above.reduceRight((under, color) => mix(color, under), [255, 255, 255]);
    };
    const opacity = node => {
        let all = 1;
        for (let at = node; at; at = up(at)) all *= parseFloat(getComputedStyle(at).opacity);
        return all;
    };
    const weak = [];
    const look = root => {
        const walker = document.createTreeWalker(root, 1 | 4); // elements and text
        while (walker.nextNode()) {
            const at = walker.currentNode;
            if (at.shadowRoot) look(at.shadowRoot);
            if (at.nodeType !== Node.TEXT_NODE || !at.textContent.trim()) continue;
            const node = at.parentElement;
            if (!node || node.closest("script, style, svg, canvas, [disabled]")) continue;
            if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
            const style = getComputedStyle(node);
            const ink = parse(style.color);
            ink[3] *= opacity(node);
            const under = ground(node);
            const [a, b] = [light(mix(ink, under)), light(under)].sort((x, y) => y - x);
            const large = parseFloat(style.fontSize) >= 24;
            const ratio = (a + .05) / (b + .05);
            if (ratio < (large ? 3 : 4.5)) weak.push(`${at.textContent.trim()} ${ratio.toFixed(2)}`);
        }
    };
    look(document.body);
    return weak;
}
