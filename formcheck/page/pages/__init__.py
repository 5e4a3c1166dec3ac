"""The scripts that Streamlit runs, one per page: each puts parts together."""
