"""Share posters: state, layout and rendering."""
