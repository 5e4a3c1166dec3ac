"""What the four articles say, by id, with the codes of the articles: written down apart from the
data files, so that a row that is lost there is missed here."""

from __future__ import annotations

INVENTORY: dict[str, str] = {
    "F1": "000", "F2": "000", "F3": "000", "F4": "000", "F5": "000", "F6": "000 002",
    "F7": "002", "F8": "002", "F9": "002", "F10": "000", "F11": "002", "F12": "002",
    "F13": "002", "F14": "002", "F15": "002", "F16": "002", "F17": "002", "F18": "001 002",
    "F19": "001 002", "F20": "001 002", "F21": "000 003", "F22": "000 002 003",
    "F23": "003", "F24": "003", "F25": "003", "F26": "003", "F27": "002 003", "F28": "002",
    "F29": "003", "F30": "002",
    "X1": "000", "X2": "001", "X3": "001", "X4": "001", "X5": "002", "X6": "000 003",
    "X7": "001 002",
    "C1": "000", "C2": "000 003", "C3": "002", "C4": "002", "C5": "002", "C6": "002",
    "C7": "002", "C8": "002", "C9": "002", "C10": "002", "C11": "001 003", "C12": "002 003",
    "C13": "003", "C14": "002",
    "D1": "000", "D2": "000 002 003", "D3": "002 003", "D4": "001", "D5": "001 003",
    "D6": "001 002 003", "D7": "001", "D8": "002", "D9": "002", "D10": "003", "D11": "003",
    "D12": "001",
    "R1": "000 003", "R2": "001", "R3": "000 003", "R4": "001 003", "R5": "003", "R6": "001",
    "S1": "001", "S2": "001", "S3": "003", "S4": "000", "S5": "000 003", "S6": "003",
    "S7": "002 003", "S8": "001",
}  # fmt: skip

DISAGREEMENTS: dict[str, str] = {
    "heat": "000 001 003",
    "first_days": "000 001 003",
    "duration": "000 003",
    "lever": "000 001",
    "hips_back": "002",
    "low_bar": "000 002",
    "breath": "002",
    "sharp_pain": "000 001",
    "deep_breath": "003",
}

NAMED_EXERCISES = (
    "plank", "bird-dog", "band pull-apart", "light row", "arm circles", "torso twists",
    "light cardio", "stretches", "open book", "cat", "foam roll, rounded", "foam roll, arched",
    "peanut", "moving blackburn", "chain y-t-l", "zercher", "sweatt shrug", "face pull", "y-t-w",
    "wall slide", "shoulder blade squeeze", "front squat", "thread the needle", "doorway",
    "child's pose", "shoulder rolls", "neck tilts",
)  # fmt: skip

NAMED_ANATOMY = (
    "trapezius", "upper trapezius", "lower trapezius", "rhomboid", "deltoid", "latissimus",
    "erector spinae", "iliocostalis", "longissimus thoracis", "multifidus", "serratus",
    "abdominal", "oblique", "quadratus lumborum", "glute", "pectoral", "c7", "scapula", "facet",
    "disc", "thoracic spine",
)  # fmt: skip

HOW_TO_FACTS = {  # exercise id: words of the facts that must be in its steps or dose
    "open_book": ("side", "knees", "chest", "palms together", "lower arm", "upper arm"),
    "cat_cow": ("all fours", "belly", "round", "hold", "breath", "pinch"),
    "foam_roll_flexion": ("chin to your chest", "behind your head", "hips high", "tailbone"),
    "foam_roll_extension": ("below your shoulder blades", "chin up", "hips on the floor", "pause"),
    "peanut": ("tennis balls", "lacrosse", "groove", "hug", "slowly", "one side", "a few times"),
    "doorway_stretch": ("forearms", "right angle", "lean", "chest"),
    "childs_pose": ("heels", "arms long", "forehead"),
    "band_pull_apart": ("straight arms", "squeeze"),
    "wall_slide": ("wall", "right angle", "up and down", "low back stays"),
    "moving_blackburn": ("light plate", "shoulder height", "large circles"),
    "chain_ytl": ("light chains", "y, t and l"),
    "zercher": ("crook of your elbows",),
    "sweatt_shrug": ("overhand", "shrug", "round and arch"),
    "light_front_squat": ("less weight", "couple more sessions"),
}  # fmt: skip
