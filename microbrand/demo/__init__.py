"""The demo brand 华芳苑: an apple orchard on the hills of 栖霞, its goods, stories and pictures."""
