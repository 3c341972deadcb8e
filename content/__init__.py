"""Brand and stories: small Django apps standing above ``shop``, lower ones first.

media    image and document models (source, licence, expiry)
blocks   StreamField blocks shared by pages
checks   what the law, a licence or a reader could hold against a draft
rights   register of names, marks, licences, certificates and co-brand projects
brand    brand kit: name, marks, theme tokens, navigation
stories  home page, story index, story, the people
history  what changed between two versions, as a person reads it
pages    series, lookbook, venue, about, answers, legal pages; redirects
previews drafts shown by a link that ends, of any moment to come
pasting  texts written elsewhere become drafts, with their pictures
approval pages that need a second person's yes
languages pages in other languages, each beside the one it was made from
bin      what was deleted: brought back, or removed for good after a time
courses  paid content in chapters, opened by a purchase
events   events that cost nothing: pages, sign-up, waiting list, the door
claims   what content promises about goods, and the returns that contradict it
banners  named places of the shop and what stands there when
revenue  what stories earn, by block and day
talk     what readers say and ask below stories and products, and the brand's answers
posters  share posters: state, layout, rendering
channels a story in many channels: pieces, their moments, what they brought
"""
