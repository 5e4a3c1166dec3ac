// Figures come as HTML: Streamlit lets none with SVG in it in by itself.
export default function ({ parentElement, data }) {
    parentElement.querySelector(".charts").innerHTML = data;
}
