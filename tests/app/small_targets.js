// Lists everything to tap that is smaller than 44 px; links within a line of text may be.
() => {
    const TAPPED = "button, a[href], input:not([type=hidden]), select, summary, [role=button]," +
        " [role=tab], [role=slider], [role=option]";
    const small = [];
    const look = root => {
        for (const node of root.querySelectorAll("*")) if (node.shadowRoot) look(node.shadowRoot);
        for (const node of root.querySelectorAll(TAPPED)) {
            if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
            if (node.disabled || node.closest("[inert], [aria-hidden=true]")) continue;
            if (node.matches("p a, li a, td a, video")) continue;
            // a field is as large as the frame around it, a switch as its label, which takes the tap
            const area = node.closest("[data-testid=stTextInputRootElement], " +
                "[data-testid=stNumberInputContainer], [data-testid=stCheckbox] label, [data-testid=stSelectbox] .react-aria-ComboBox > div") ?? node;
            const { width, height } = area.getBoundingClientRect();
            if (width < 3 || height < 3) continue; // for those who hear the page
            if (Math.min(width, height) < 43.5)
                small.push(`${node.tagName} "${(node.ariaLabel ?? node.textContent).trim()}" ` +
                    `${Math.round(width)} x ${Math.round(height)}`);
        }
    };
    look(document.body);
    return small;
}
