"""Each module is a format with one function `render`; its name is what `-o` takes."""
