/** Holds the rules that the playground begins with: one of each kind that the demo shop has a use for; never applies them. */

export const SAMPLE = `# Rules of Kettle & Finch. Change anything: the shelf follows.

[defaults]
diversity = 0.7      # each further pick of a category counts less

[quiet]
rest_after = 6       # shown so often without a click, an item rests
silence = ["complaint", "return"]

[[rule]]
name = "papers with brewers"
when = { cart = { categories = ["Brewers"] }, placement = ["product", "cart"] }
pin = { items = ["KF-2102"], position = 1 }

[[rule]]
name = "tea people stay with tea"
when = { cart = { categories = ["Tea"] } }
boost = { categories = ["Teaware", "Pantry"], by = 2.0 }

[[rule]]
name = "nothing big at the checkout"
when = { placement = ["checkout"] }
exclude = { price = { from = 40.00 } }

[[rule]]
name = "regulars see rare coffees"
when = { segment = ["vip"] }
pin = { items = ["KF-1014"], position = 2 }

[[rule]]
name = "one machine is enough"
cap = { per = "category", most = 2 }

[[benefit]]
items = ["KF-2102"]
text = { en = "Fits your brewer, brews a cleaner cup", de = "Passt zu Ihrem Filter" }

[[partner]]
name = "Loam & Ember"
brands = ["Loam & Ember"]

[[bundle]]
name = "pour-over starter"
label = "Pour-over starter set"
items = ["KF-2001", "KF-2102"]
discount = 10.0
`;
