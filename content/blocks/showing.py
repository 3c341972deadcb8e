"""Blocks that show how something is: a making, facts, a place, a person, a recipe, answers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.base import StoryBlock, joined
from content.blocks.choosers import PersonChooserBlock, PictureChooserBlock, ProductChooserBlock
from content.blocks.contents import offers_in
from content.blocks.maps import Mark, SketchMap, draw


class StepBlock(StoryBlock):
    """A moment of a making."""

    when = blocks.CharBlock(label=_("When"), required=False, max_length=20, help_text=_("03:40, day two, October …"))
    title = blocks.CharBlock(label=_("Title"), max_length=40)
    text = blocks.TextBlock(label=_("What happens"), required=False, max_length=400, rows=3)
    image = PictureChooserBlock(label=_("Picture"), required=False)

    class Meta:
        icon = "time"
        label = _("Step")
        label_format = "{when} {title}"

    def to_text(self, value: Any) -> str:
        return joined(joined(value["when"], value["title"], apart=" "), value["text"])


class MakingBlock(StoryBlock):
    """How something came to be, step by step."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2, max_num=20)

    class Meta:
        icon = "list-ol"
        label = _("Timeline of a making")
        label_format = "{title}"
        template = "blocks/making.html"
        description = _("How something came to be, moment by moment.")

    def get_preview_value(self) -> Any:
        steps = [
            {"when": "16:00", "title": "六度", "text": "没有风。把水管放空，免得冻裂。", "image": None},
            {"when": "03:40", "title": "零下一度", "text": "叶尖起白。", "image": None},
            {"when": "06:10", "title": "日出", "text": "霜从坡顶开始化。", "image": None},
        ]
        return self.normalize({"title": "一夜", "steps": steps})


class FactBlock(StoryBlock):
    """A statement that can be checked."""

    label = blocks.CharBlock(label=_("What"), max_length=30)
    value = blocks.CharBlock(label=_("Figure or statement"), max_length=80)
    source = blocks.CharBlock(
        label=_("Where it comes from"), required=False, max_length=80, help_text=_("Who measured it, and when.")
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Fact")
        label_format = "{label}: {value}"

    def to_text(self, value: Any) -> str:
        return f"{value['label']}：{value['value']}" + (f"（{value['source']}）" if value["source"] else "")


class FactsBlock(StoryBlock):
    """Figures of the brand with their sources."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    facts = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1, max_num=12)

    class Meta:
        icon = "clipboard-list"
        label = _("Brand facts")
        label_format = "{title}"
        template = "blocks/facts.html"
        description = _("Figures and statements that can be checked, with their sources.")

    def get_preview_value(self) -> Any:
        facts = [
            {"label": "海拔", "value": "坡顶 262 米，沟底 198 米", "source": ""},
            {"label": "霜前糖度", "value": "13.1", "source": "折光仪，九个果子的平均数"},
        ]
        return self.normalize({"title": "这一夜留下的数", "facts": facts})


class PlaceBlock(StoryBlock):
    """A place by its coordinates."""

    name = blocks.CharBlock(label=_("Name"), max_length=30)
    latitude = blocks.DecimalBlock(
        label=_("Latitude"), min_value=-85, max_value=85, decimal_places=6, help_text=_("North is positive: 37.3056")
    )
    longitude = blocks.DecimalBlock(
        label=_("Longitude"), min_value=-180, max_value=180, decimal_places=6, help_text=_("East is positive: 120.8342")
    )
    note = blocks.CharBlock(label=_("What is there"), required=False, max_length=80)

    class Meta:
        icon = "site"
        label = _("Place")
        label_format = "{name}"

    def to_text(self, value: Any) -> str:
        return joined(value["name"], value["note"], apart="：")


class OriginMapBlock(StoryBlock):
    """Where it comes from: a sketch drawn to scale from coordinates, of places and nothing else.

    There are no borders and no outlines in it: a map that shows them needs an examination number in China
    (《地图管理条例》), and no map is fetched from elsewhere.
    """

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    places = blocks.ListBlock(
        PlaceBlock(),
        label=_("Places"),
        min_num=1,
        max_num=9,
        help_text=_("The first is where it comes from; distances are told from there."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=120)

    class Meta:
        icon = "site"
        label = _("Map of origin")
        label_format = "{title}"
        template = "blocks/origin_map.html"
        description = _(
            "Places drawn to scale from their coordinates, with distances. No borders, nothing from elsewhere."
        )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "map": self.drawn(value)}

    def drawn(self, value: Any) -> SketchMap | None:
        """The map, None without a place (an unfinished draft)."""
        marks = [
            Mark(place["name"], float(place["latitude"]), float(place["longitude"]), place["note"])
            for place in value["places"]
            if place["latitude"] is not None and place["longitude"] is not None
        ]
        return draw(marks) if marks else None

    def get_preview_value(self) -> Any:
        places = [
            {"name": "苑家沟南坡", "latitude": 37.2615, "longitude": 120.8402, "note": "果园"},
            {"name": "老邢的窑", "latitude": 37.2588, "longitude": 120.8461, "note": "苹果碟在这里烧"},
            {"name": "冷窖", "latitude": 37.2634, "longitude": 120.8439, "note": ""},
        ]
        return self.normalize({"title": "它从哪来", "places": places, "caption": ""})


class PersonBlock(StoryBlock):
    """Somebody who has a part in it: told here, or by their own page, which fills in what is left empty."""

    page = PersonChooserBlock(
        label=_("Their page"), required=False, help_text=_("Leads there, and fills in what is left empty below.")
    )
    image = PictureChooserBlock(label=_("Picture"), required=False)
    name = blocks.CharBlock(label=_("Name"), required=False, max_length=30)
    role = blocks.CharBlock(label=_("What they do"), required=False, max_length=60)
    text = blocks.TextBlock(label=_("About them"), required=False, max_length=400, rows=4)
    words = blocks.CharBlock(
        label=_("Words of theirs"), required=False, max_length=80, help_text=_("Without quotation marks.")
    )

    class Meta:
        icon = "user"
        label = _("Person")
        label_format = "{name}"
        template = "blocks/person.html"
        description = _("Somebody with a picture, what they do, and a sentence of theirs.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["name"].strip() and cleaned["page"] is None:
            message = _("Give a name, or choose somebody's page.")
            raise blocks.StructBlockValidationError(block_errors={"name": ValidationError(message)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "person": told_of(value)}

    def to_text(self, value: Any) -> str:
        told = told_of(value)
        words = f"“{told['words']}”" if told["words"] else ""
        return joined(joined(told["name"], told["role"], apart="，"), value["text"], words)

    def get_preview_value(self) -> Any:
        return self.normalize(
            {
                "page": None,
                "image": self.child_blocks["image"].get_preview_value(),
                "name": "邢守义",
                "role": "隔壁烧窑的",
                "text": "烧了四十一年碟子，苹果碟是给孙女烧第一只。",
                "words": "碟子浅一点，果子才站得住。",
            }
        )


def told_of(value: Any) -> dict[str, Any]:
    """What a person block says: its own words before those of the page, which is linked while it is public."""
    page = value["page"] if value["page"] is not None and value["page"].live else None
    own = {"name": value["name"].strip(), "role": value["role"], "words": value["words"], "image": value["image"]}
    if page is None:
        return {**own, "url": ""}
    of_page = {"name": page.title, "role": page.role, "words": page.words, "image": page.portrait}
    return {**{name: own[name] or of_page[name] for name in own}, "url": page.url or ""}


class RecipeBlock(StoryBlock):
    """What one makes of it, with the products it takes."""

    title = blocks.CharBlock(label=_("Name of the dish"), max_length=40)
    summary = blocks.TextBlock(label=_("In a sentence"), required=False, max_length=160, rows=2)
    image = PictureChooserBlock(label=_("Picture"), required=False)
    serves = blocks.CharBlock(label=_("Makes"), required=False, max_length=20, help_text=_("4 servings, one jar …"))
    prepare_minutes = blocks.IntegerBlock(label=_("Minutes to prepare"), required=False, min_value=1, max_value=10_000)
    cook_minutes = blocks.IntegerBlock(label=_("Minutes to cook"), required=False, min_value=1, max_value=10_000)
    ingredients = blocks.ListBlock(
        blocks.CharBlock(label=_("Ingredient"), max_length=60), label=_("Ingredients"), min_num=1, max_num=30
    )
    steps = blocks.ListBlock(
        blocks.TextBlock(label=_("Step"), max_length=300, rows=2), label=_("Steps"), min_num=1, max_num=20
    )
    products = blocks.ListBlock(ProductChooserBlock(), label=_("Made with"), default=[], max_num=3)

    class Meta:
        icon = "doc-full"
        label = _("Recipe")
        label_format = "{title}"
        template = "blocks/recipe.html"
        description = _("Ingredients and steps, with the products it takes. Search engines understand it.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "recipe_offers": offers_in(context, value["products"])}

    def to_text(self, value: Any) -> str:
        steps = [f"{number}. {step}" for number, step in enumerate(value["steps"], start=1)]
        return joined(value["title"], value["summary"], *(f"· {row}" for row in value["ingredients"]), *steps)

    def get_preview_value(self) -> Any:
        return self.normalize(
            {
                "title": "烤苹果",
                "summary": "一把勺子就能吃的甜点。",
                "image": self.child_blocks["image"].get_preview_value(),
                "serves": "4 人",
                "prepare_minutes": 10,
                "cook_minutes": 35,
                "ingredients": ["苹果 4 个", "黄油 20 克", "蜂蜜 1 勺"],
                "steps": ["苹果去核，不去皮。", "填上黄油和蜂蜜，180 度烤 35 分钟。"],
                "products": [],
            }
        )


class QuestionBlock(StoryBlock):
    """A question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=80)
    answer = blocks.TextBlock(label=_("Answer"), max_length=800, rows=4)

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"

    def to_text(self, value: Any) -> str:
        return f"问：{value['question']}\n答：{value['answer']}"


class QuestionsBlock(StoryBlock):
    """What readers ask, answered."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1, max_num=20)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        label_format = "{title}"
        template = "blocks/questions.html"
        description = _("What readers ask, answered. Each answer opens below its question.")

    def get_preview_value(self) -> Any:
        questions = [
            {"question": "为什么等霜？", "answer": "夜里一冷，果子自己耗掉的糖就少了。"},
            {"question": "磕了碰了怎么办？", "answer": "签收 48 小时内拍照，坏几个补几个。"},
        ]
        return self.normalize({"title": "常有人问", "questions": questions})
