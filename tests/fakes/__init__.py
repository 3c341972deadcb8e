"""Payment services on this machine: they speak the vendors' wire formats with real keys and signatures.

``wechatpay`` and ``alipay`` are the vendors, ``server`` puts both behind one port, ``python -m tests.fakes`` runs them
for the demo. Tests keep a vendor's messages in their hands: late, twice, in another order, never, or forged.
"""
