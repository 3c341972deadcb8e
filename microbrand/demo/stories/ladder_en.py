"""Grandmother's ladder, told in English."""

from microbrand.demo.shapes import Card, Drawing, Facts, Making, Person, Picture, Places, Quote, Step, Story, Text

FRONT_TITLE = "Huafangyuan"
FRONT_HEADLINE = "After the frost, we pick."
FRONT_SENTENCE = "Forty mu of southern slope in Qixia: grandfather's ladder, father's pruning, the daughter's letters."
STORIES_TITLE = "From the orchard"
STORIES_INTRO = "What happens on the slope, written down by whoever was there."

STORY = Story(
    key="ladder",
    slug="nai-nai-de-ti-zi",
    kicker="Three generations",
    title="Grandmother’s ladder and its nine new rungs",
    standfirst="Grandfather built a ladder with three legs. Most of its wood is new by now. It is still hers.",
    hero=Drawing("three-generations", wide=True),
    days_old=53,
    seo="A black locust ladder of 1986, climbed by three generations: where the name Huafangyuan comes from.",
    pieces=(
        Text(
            "<p>The ladder leans against the west room. It has three legs, as ladders for apple picking do: on a slope "
            "one of four legs always hangs in the air, while three stand wherever you put them.</p>"
            "<p>In 1986 the orchard bore fruit for the first time, and grandmother Yufang was too short to reach it. "
            "Grandfather Dehua felled a black locust by the ditch, let it dry for a winter and built her this one: "
            "eleven rungs, a span and a half apart, measured by her step.</p>"
        ),
        Picture(Drawing("blossom-spring", 2, wide=True), "The old trees still bloom every year. South slope, May."),
        Making(
            "Rungs replaced",
            (
                Step(
                    "1983",
                    "Seven mu",
                    "A stony slope nobody wanted. Grandfather did, and carried soil for two years.",
                ),
                Step("1986", "Eleven rungs", "The first harvest, two hundred kilos. She climbed, he held the ladder."),
                Step("1998", "The third one", "Jianjun took over. He is heavier than she was; it broke in September."),
                Step("2009", "Four more", "Twenty-two mu by now. A wet year, and wood rots fast in the wet."),
                Step("2018", "Another four", "Xiaoshuang came home, tried an aluminium one: too slippery. Mended."),
                Step("Now", "Two are left", "The lowest two are of 1986, worn hollow in the middle."),
            ),
        ),
        Person(
            "Yuan Xiaoshuang",
            "third generation",
            "She came back from Qingdao at twenty-seven. She does what the orchard needs; the letters, the books and "
            "the orders are hers alone. The straw hat was her grandmother’s.",
            "An apple should know which tree it came from.",
            Drawing("portrait-daughter"),
        ),
        Text(
            "<p>She had kept books in Qingdao for five years. She gives several reasons for coming home, another to "
            "each who asks. To us she said: that autumn she saw Qixia apples in a supermarket, and the tag named no "
            "orchard and nobody, only a region. Some of these may be ours, she thought, and who would know?</p>"
            "<p>So it needed a name. <em>Hua</em> is grandfather’s, <em>fang</em> grandmother’s, and the family’s "
            "own stands before them. When grandmother heard that apples would be sold under her name she "
            "would not. Then she asked: the rotten ones, too? We replace those. Well then, said grandmother.</p>"
        ),
        Quote("The rotten ones, too?", "Lin Yufang", "grandmother"),
        Card("green", "The kind grandmother eats now"),
        Text(
            "<p>Last winter somebody offered two thousand yuan for the ladder, to stand in a guest house. Would it be "
            "climbed, asked Jianjun. No, for towels. So he did not sell it. A ladder nobody climbs, he says, dries "
            "out all the faster.</p>"
        ),
        Places(
            "A short walk",
            (
                ("The old trees", 37.2615, 120.8402, "planted in 1983; the ladder is used here"),
                ("The west room", 37.2601, 120.8389, "the ladder leans on its wall"),
                ("The packing shed", 37.2594, 120.8407, "the light goes on at 6:40"),
                ("The cellar", 37.2609, 120.8422, "four degrees all year"),
                ("Old Xing’s kiln", 37.2611, 120.8441, "fired with apple branches"),
            ),
            "The village is invented, and so are its coordinates.",
        ),
        Facts(
            "The orchard",
            (
                ("Today", "forty mu, some 1,700 trees", "Jianjun counts them every spring"),
                ("Old trees", "seven mu, planted in 1983; a hundred and ninety are left"),
                ("Hands", "five of the family, six neighbours at harvest"),
            ),
        ),
    ),
)
