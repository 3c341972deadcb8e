"""The shop of 华芳苑 in English: its goods, shelves, menus and banners; what is not here stands there in Chinese."""

from typing import Any

from django.apps import apps

from microbrand.demo.goods import GOODS
from shop.core.translated import Translated
from shop.core.translating import translate

LANGUAGE = "en"

# By what they are in Chinese.
WORDS = {
    # The brand, its menus and places.
    "华芳苑": "Huafangyuan",
    "霜下过了，才摘。": "After the frost, we pick.",
    "栖霞南坡的苹果园，祖孙三代，四十亩。等过三场霜才上树，果子和它的来历一起装箱。": (
        "An apple orchard on a southern slope in Qixia: three generations, forty mu. We "
        "climb the trees after the third "
        "frost, and pack the fruit with its story."
    ),
    "每天 8:00 到 18:00": "every day, 8:00 to 18:00 Beijing time",
    "货架": "Goods",
    "读": "Read",
    "买": "Shop",
    "园子": "The orchard",
    "关于我们": "About us",
    "关于": "About",
    "故事": "Stories",
    "活动": "Events",
    "画册": "Lookbook",
    "园子里的人": "People",
    "果园冷窖": "The cellar",
    "镇上小店": "Shop in town",
    "山东栖霞 观里镇 南坡路口": "Nanpo crossing, Guanli, Qixia, Shandong",
    "山东省烟台市栖霞市 南坡半山，窖门朝北": "Half way up the southern slope, Qixia; the door looks north",
    "山东省烟台市栖霞市 霞光路集市口": "By the market, Xiaguang Road, Qixia",
    "赵婶": "Aunt Zhao",
    "老邢": "Old Xing",
    "南坡果园": "Orchard on the southern slope",
    # Goods.
    "霜后红富士 木箱装": "Red Fuji after the frost, in a wooden crate",
    "等过三场霜才摘，吃完了，箱子可以留着放书。": (
        "Picked after the third frost. When they are eaten, keep the crate for books."
    ),
    "栖霞红富士礼盒": "Qixia Red Fuji gift box",
    "一篓里挑三四个，凑成一盒，要挑上一个上午。": "Three or four of every basket: a box takes a morning to choose.",
    "王林 青苹果": "Orin, the green apple",
    "青皮，不酸，闻着像梨；放软了，奶奶用勺子刮着吃。": (
        "Green, not sour, and it smells of pear. Once it is soft, grandmother eats it with a spoon."
    ),
    "雹子果 有疤的红富士": "Hail apples: Red Fuji with scars",
    "疤在皮上，里面和别的苹果一样。": "The scar is on the skin. Inside it is an apple like any other.",
    "炉边苹果干": "Apple slices from the stove",
    "配料表只有一行：苹果。": "The list of ingredients has one line: apples.",
    "小锅苹果酱": "Small-pot apple jam",
    "一锅十二瓶，熬的人不离开灶台。": "Twelve jars a pot, and nobody leaves the stove.",
    "整颗榨苹果汁": "Whole-apple juice",
    "一瓶里是两个半苹果，瓶底的沉淀是果肉。": "Two and a half apples a bottle; what settles at the bottom is fruit.",
    "缸里的苹果醋": "Apple vinegar from the jar",
    "在陶缸里待了十一个月，拌黄瓜正好。": "Eleven months in a clay jar, and just right on cucumbers.",
    "邢家苹果碟": "Xing’s apple dish",
    "隔壁老邢拉的坯，碟子中间那一点凹，刚好放住一个苹果。": (
        "Thrown by Old Xing next door. The hollow in the middle holds exactly one apple."
    ),
    "苹果花蜜": "Apple blossom honey",
    "园子一年开花十一天，蜂也只忙这十一天。": "The orchard blooms eleven days a year, and so long the bees are busy.",
    "来年的苹果花蜜": "Next year’s apple blossom honey",
    "花还没开，蜜先定下：来年五月取蜜，取多少算多少。": (
        "The blossom is not out yet: order now, taken in May, as much as there will be."
    ),
    "认养一棵苹果树": "Adopt an apple tree",
    "明年开春挂牌，从剪枝到下果，一年里你会收到它的四张照片。": (
        "Its plate goes up in spring; from pruning to picking you get four photographs of it."
    ),
    "熬一锅苹果酱": "Cook a pot of apple jam",
    "两个钟头，一口铜锅，六个人围着。熬好的装两瓶带走。": (
        "Two hours, one copper pot, six people around it. You take two jars home."
    ),
    "炉边三样": "Three from the kitchen",
    "一袋苹果干，一瓶苹果酱，一瓶苹果醋，装在一只小木盒里。": (
        "A bag of slices, a jar of jam, a bottle of vinegar, in a small wooden box."
    ),
    "刻字的木箱": "A crate with your words",
    "箱盖上刻您要的几个字，老邢的侄子用一把平口刀，一笔一笔推出来。": (
        "A few words of yours on the lid, cut stroke by stroke with a flat chisel by Old Xing’s nephew."
    ),
    "剪枝三讲": "Three lessons in pruning",
    "爷爷讲，我记。三个冬天的下午，一把剪子，一棵树。": (
        "Grandfather talks, I write. Three winter afternoons, one pair of shears, one tree."
    ),
    "整窑定烧": "A kiln of your own",
    "茶馆、婚礼、开业：三十只以上，老邢为您单开一窑。": (
        "For tea houses, weddings, openings: from thirty dishes on, Old Xing fires a kiln for you."
    ),
    "红富士嫁接苗": "Grafted Red Fuji saplings",
    "我们的树苗都从镇上这家苗圃来，它在自己的店里卖。": (
        "Our saplings come from this nursery in town. It sells them in its own shop."
    ),
    "来园子里摘一天": "A day of picking in the orchard",
    "十月到十一月的随便哪一天，摘多少吃多少，再带走一篓。": (
        "Any day in October and November: eat what you pick, and take a basket home."
    ),
    # Options.
    "净重": "Net weight",
    "果径": "Diameter",
    "规格": "Size",
    "釉色": "Glaze",
    "人数": "People",
    "5 斤": "2.5 kg",
    "9 斤": "4.5 kg",
    "80 毫米": "80 mm",
    "85 毫米": "85 mm",
    "1 袋 80 克": "1 bag, 80 g",
    "3 袋 240 克": "3 bags, 240 g",
    "6 瓶": "6 bottles",
    "12 瓶": "12 bottles",
    "1 瓶 200 克": "1 jar, 200 g",
    "2 瓶 400 克": "2 jars, 400 g",
    "霜白": "Frost white",
    "叶青": "Leaf green",
    "250 克": "250 g",
    "500 克": "500 g",
    "9 枚": "9 apples",
    "12 枚": "12 apples",
    "一位": "One person",
    "两大一小": "Two adults and a child",
    # The order form of the crate.
    "刻什么字": "Words to cut",
    "八个字以内，空格也算一个": "Eight characters at most, spaces included",
    "字体": "Script",
    "楷书": "Regular script",
    "隶书": "Clerical script",
    "照您的手写": "After your handwriting",
    "手写的字": "Your handwriting",
    "选“照您的手写”时，拍一张清楚的": "A clear photograph, if you choose your handwriting",
    "希望哪天发出": "Send it on",
    # Facts.
    "产地": "Origin",
    "品种": "Variety",
    "糖度": "Sugar",
    "套袋": "Bagged on the tree",
    "存放": "Keeping",
    "配料": "Ingredients",
    "净含量": "Net content",
    "保存": "Storage",
    "材质": "Material",
    "直径": "Diameter",
    "做法": "Made by",
    "洗碗机": "Dishwasher",
    "养护": "Care",
    "克": "g",
    "毫升": "ml",
    "毫米": "mm",
    "厘米": "cm",
    "度": "°Bx",
    "山东栖霞 南坡": "Southern slope, Qixia, Shandong",
    "山东栖霞 东坡": "Eastern slope, Qixia, Shandong",
    "山东栖霞": "Qixia, Shandong",
    "红富士": "Red Fuji",
    "红富士\n王林": "Red Fuji\nOrin",
    "手工拉坯\n注浆": "Thrown by hand\nSlip cast",
    "°Bx": "°Bx",
    "王林": "Orin",
    "80 与 85 毫米": "80 and 85 mm",
    "75 到 85 毫米": "75 to 85 mm",
    "85 毫米上下": "about 85 mm",
    "冷藏六个星期": "Six weeks in the fridge",
    "想吃绵的，室温七到十天": "For soft ones, seven to ten days at room temperature",
    "苹果": "Apples",
    "苹果、水": "Apples, water",
    "苹果、白砂糖、柠檬汁": "Apples, sugar, lemon juice",
    "蜂蜜": "Honey",
    "开袋后一个星期里吃完": "Eat within a week of opening",
    "阴凉处九个月，开瓶后冷藏两天": "Nine months in a cool place; two days in the fridge once open",
    "阴凉处，膜捞掉即可": "A cool place; just lift off the film",
    "开盖后冷藏，三个星期里吃完": "In the fridge once open; eat within three weeks",
    "室温，结晶用温水化开": "Room temperature; melt crystals in warm water",
    "本地陶土，高温釉": "Local clay, high-fired glaze",
    "手工拉坯": "Thrown by hand",
    "不要放明火上": "Keep off open flames",
    # Shelves, categories, tags, badges.
    "霜后的果": "After the frost",
    "等过三场霜，从南坡和东坡下来的苹果。红的脆，青的香，有疤的便宜。": (
        "Apples from the southern and eastern slopes, picked after three frosts. The red "
        "ones are crisp, the green ones "
        "fragrant, the scarred ones cheap."
    ),
    "锅里和缸里": "From pot and jar",
    "吃不完的果子去了哪里：烘成干，熬成酱，榨成汁，或者在缸里等十一个月。": (
        "Where the fruit goes that nobody can eat: dried, cooked, pressed, or eleven months in a jar."
    ),
    "送人": "To give",
    "不放价格单，卡片可以代写。": "No price list inside; we write the card for you.",
    "墙外的邻居": "Over the wall",
    "老邢的窑，老曲的蜂，还有一棵等着起名字的树。": (
        "Old Xing’s kiln, Old Qu’s bees, and a tree that waits for its name."
    ),
    "五十块以内": "Under fifty yuan",
    "先尝一样。此刻有货、不到五十块的都在这里，便宜的排在前头。": (
        "Try one first. What is in stock for less than fifty yuan, the cheapest on top."
    ),
    "青苹果": "Green apples",
    "零嘴": "Snacks",
    "早餐": "Breakfast",
    "灶台": "Kitchen",
    "器物": "Ware",
    "鲜果": "Fresh fruit",
    "吃的": "Food",
    "霜后": "after the frost",
    "老人孩子": "for old and young",
    "为什么便宜": "why it is cheap",
    "送人合适": "good to give",
    "邻居": "from neighbours",
    "新到": "New",
    # Promotions and banners.
    "开园头三天": "First three days",
    "装箱日限时价": "Packing day price",
    "小锅果酱，第二锅": "Jam, the second pot",
    "霜后的这一批，糖在心里": "This frost, its sugar",
    "夜里零下两度，果子自己把糖攒下来。": "Two below zero at night: the fruit saves its own sugar.",
    "看看": "See",
    "一只箱子，怎么走到你家": "How a crate gets to you",
    "从窖里到门口，三天里它都经过谁的手。": "From the cellar to your door: three days, and whose hands.",
    "读一读": "Read",
    "带疤的，也是好果子": "Scarred, and good",
    "雹子留下的印子，只在皮上。": "What the hail left is only on the skin.",
    "去看": "Look",
    "山脚有六间房": "Six rooms at the foot of the hill",
    "雾起的时候，窗外就是园子。": "When the fog comes up, the orchard is at your window.",
    "住一晚": "Stay a night",
    "空着也好": "Empty is fine too",
    "先尝一小箱，再决定寄给谁。": "Try a small crate first, then decide whom to send one.",
    "小箱装": "The small crate",
    "腊月的礼盒开始收单": "Gift boxes for New Year",
    "写一张卡片，我们替你放进去。": "Write a card: we put it inside.",
    "挑一盒": "Choose a box",
    "到点就开，卖完为止。": "It opens on the minute, and ends when they are gone.",
}

# Descriptions, by the key of the product.
BODIES = {
    "crate": (
        "<p>This crate comes from the old trees on the southern slope, twenty to thirty-eight years of age. The first "
        "frost falls in late October. We wait for two more, until the skin has a fine white bloom, and only then climb "
        "up with our baskets.</p>"
        "<p>We pick with the stalk on and put no more than three layers into a basket. The fruit cools in the cellar "
        "for a night and is sorted by size the next day: the 80 mm ones are crisp and "
        "fit a child’s hand, the 85 mm ones "
        "have more juice, enough for two.</p>"
        "<h3>The crate</h3><p>Fir boards, dovetailed at the corners, no varnish. Straw of the same year at the bottom, "
        "brown paper on top. Some keep books in it, some grow spring onions on the balcony.</p>"
        "<h3>At home</h3><p>Open the crate for half a day, and eat bruised ones first. The others keep six weeks in a "
        "bag in the fridge.</p>"
        "<h3>If some are bad</h3><p>Send us a photograph within 48 hours of receipt. We replace each bad one; you need "
        "not send any back.</p>"
    ),
    "gift": (
        "<p>The apples of the box are chosen once more from those of the crates: even in shape, coloured over four "
        "fifths, every stalk on. A basket gives three or four, so there are only so many boxes a day.</p>"
        "<p>Aunt Zhao and her daughter-in-law choose them. She does not look for red: she weighs each in her palm, and "
        "keeps the heavy ones. Of two of a size, she says, the heavy one has the juice.</p>"
        "<h3>In the box</h3><ul><li>9 apples, about 2.5 kg, or 12, about 3.2 kg; each about 85 mm across</li>"
        "<li>A pine box with a compartment for each, lined with cotton paper</li>"
        "<li>A card with the orchard and the day of picking; its back is empty, and we "
        "write on it what you tell us with "
        "your order</li></ul>"
    ),
    "green": (
        "<p>Orin stays green when it is ripe, with a breath of yellow, so people take it "
        "for sour. One bite and you know: "
        "hardly any acid, and a scent of pear and pineapple.</p><p>Crisp from the tree, soft after twenty days in the "
        "cellar. We keep sixty-one trees on the eastern slope, from scions that grandfather brought from Yantai in "
        "1989.</p><h3>Two ways</h3><p>For crisp ones, eat them when they come; for soft ones, leave them seven to ten "
        "days at room temperature.</p>"
    ),
    "scarred": (
        "<p>Hail hit them in June. The wound healed by itself and left a hard scar as large as a fingernail. The fruit "
        "went on growing and reddening, and after the frost it measures as sweet as the others, about 14.</p>"
        "<h3>Please look first</h3><ul><li>One to four scars on each, healed, not running, not black</li><li>75 to 85 "
        "mm, sizes and colours mixed</li><li>Not to give away; to eat, for lunch boxes, for jam</li></ul>"
    ),
    "slices": (
        "<p>Red Fuji, cored but not peeled, cut three millimetres thin, fourteen hours at sixty degrees. No syrup, no "
        "sulphur: so they are yellow, and their edges curl.</p><p>Eight kilograms of "
        "fruit make one of slices. A bag of "
        "80 g is about four apples.</p>"
    ),
    "jam": (
        "<p>Half Red Fuji for its flesh, half Orin for its scent. Diced, left in sugar overnight, two and a half hours "
        "over a low fire in a copper pot, stirred all the while; half a lemon at the "
        "end.</p><p>The pot is small: twelve "
        "jars. We tried a large one; it burns at the bottom and turns dark, so we went back.</p>"
    ),
    "juice": (
        "<p>Washed, crushed whole, pressed, once through coarse gauze, filled at "
        "eighty-five degrees. No water, no sugar, "
        "and not filtered until it is clear: shake it before you drink.</p><p>Bottles of 275 ml.</p>"
    ),
    "vinegar": (
        "<p>What is left of the pressing ferments with water in clay jars: first to "
        "wine, then to vinegar, eleven months "
        "in all. Lighter than grain vinegar, with the fruit behind it.</p><p>500 ml. A "
        "film in the bottle is the vinegar’s "
        "own: lift it off.</p>"
    ),
    "dish": (
        "<p>Old Xing’s kiln stands outside our eastern wall. He throws each dish by hand and presses a hollow into the "
        "middle with his thumb: an apple does not roll off. Frost white is calm; leaf green gathers darkly at the rim, "
        "and no two are the same.</p><p>About 16 cm across, dishwasher safe. A kiln "
        "gives some thirty; then we wait for "
        "the next.</p>"
    ),
    "honey": (
        "<p>In early May Old Qu brings forty hives into the orchard. The blossom lasts "
        "eleven days, seven or eight if it "
        "rains; whatever the bees make is what there is, once a year.</p><p>Pale, with a scent of grass when it is "
        "opened; in winter it sets in fine grains. Not for children under one.</p>"
    ),
}


def tell(*, by: Any) -> None:
    """Translate every text that is known here."""
    bodies = {goods.body: BODIES[goods.key] for goods in GOODS if goods.key in BODIES}
    known = {**WORDS, **bodies}
    for kind in apps.get_models():
        if not issubclass(kind, Translated) or not kind.HAS_TRANSLATIONS_SCREEN:
            continue
        for row in kind.to_translate():
            for part in row.translated_parts():
                texts = {source.key: known[source.text] for source in part.sources() if source.text in known}
                if texts:
                    translate(by=by, row=part, language=LANGUAGE, texts=texts)
