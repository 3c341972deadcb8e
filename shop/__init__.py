"""Commerce: small Django apps, lower ones first.

core        money, errors, audit, outbox, idempotency, jobs, search text
staff       the user model and merchant roles
exports     lists as files: at once, as a job, by mail on a schedule
customers   people who buy, their addresses
catalog     products, options, SKUs, collections, the price log
inventory   stock, reservations, the movement ledger (never knows what an order is)
shipping    what it costs to send goods to a region, and where they are not sent
ledger      double-entry books: balanced entries, each with its document
enquiries   questions about goods that are shown and not sold here, and the inbox that answers them
bulk        many goods at once: import, bulk edit, undo
purchasing  suppliers, purchase orders, receiving, and how much to order
promotions  time-limited prices; the one answer to "what does this cost at that moment"
bookings    bookable services: sessions with a time, a place and a person; their seats are stock
notices     shoppers who wait: sold-out goods are back, a price has fallen
orders      cart, order, line snapshot, shipment: place, cancel, ship, complete
bespoke     custom work: wish, quote, proof, making; ordered with a deposit
presales    goods ordered in advance: windows, deposit, quota, and the orders placed in them
payments    payments and refunds; one removable folder per gateway
vouchers    what is bought here and redeemed at a place: terms, codes, the counter
invoices    asked for by shoppers, issued by staff with the file, reversed when money goes back
aftersales  cases: return, exchange, refund; money, stock and vouchers go back together
social      signed short links, visits, attribution
origin      stories of lots, printed codes and their scans
storefront  what shoppers see: H5 pages and the JSON API, composed of the rooms below

An app imports only from apps above it in this list (that is, from lower layers).
"""
