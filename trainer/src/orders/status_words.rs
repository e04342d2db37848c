//! Lists order statuses by language: bought and not bought.
//!
//! Lower case, without accents, words apart by blanks, entries apart by commas. Sources: the order statuses of Shopify,
//! WooCommerce, Magento, PrestaShop, OpenCart, BigCommerce, Squarespace, Etsy and Square, and their translations.

/// How many groups of languages there are.
pub(super) const LANGUAGES: usize = 15;

/// Bought: paid, sent, or accepted to be paid on delivery.
pub(super) const PAID: [&str; LANGUAGES] = [
    // English
    "paid, complete, completed, processing, processed, shipped, shipping, partially shipped, partly shipped, delivered, \
     fulfilled, unfulfilled, partially fulfilled, partially paid, authorized, authorised, captured, settled, success, \
     successful, succeeded, approved, accepted, confirmed, done, finished, ready, ready for pickup, ready for collection, \
     picked up, collected, in transit, sent, dispatched, invoiced, partially refunded, partial refund, sale, sold, \
     awaiting fulfillment, awaiting fulfilment, awaiting shipment, awaiting pickup, awaiting collection, packed, packing, \
     in production, in progress, preparing, preparation in progress, payment accepted, remote payment accepted, \
     payment received, payment complete, payment completed, purchased, ordered, placed, order received, order completed, \
     out for delivery, backordered, exchanged, won, manual verification required, paid in full, ok, received, picking",
    // German
    "bezahlt, abgeschlossen, fertiggestellt, in bearbeitung, versendet, versandt, verschickt, geliefert, zugestellt, \
     erledigt, teilweise bezahlt, teilweise versandt, abholbereit, angenommen, bestatigt, ausgeliefert, \
     zahlung eingegangen, zahlung erhalten, in vorbereitung, fertig",
    // French
    "paye, payee, termine, terminee, en cours, en cours de traitement, en cours de preparation, en preparation, expedie, \
     expediee, livre, livree, paiement accepte, validee, valide, en cours de livraison, traitee, preparation en cours",
    // Spanish
    "pagado, pagada, completado, completada, procesando, en proceso, enviado, enviada, entregado, entregada, \
     pago aceptado, preparacion en curso, aceptado, aprobado, confirmado, finalizado",
    // Italian
    "pagato, pagata, completato, completata, in lavorazione, spedito, spedita, consegnato, consegnata, \
     pagamento accettato, preparazione in corso, evaso, confermato",
    // Portuguese
    "pago, paga, concluido, concluida, processando, enviado, entregue, aprovado, pagamento aceito, em processamento, \
     a processar, faturado, finalizado",
    // Dutch
    "betaald, voltooid, afgerond, verzonden, geleverd, in behandeling, verwerken, betaling aanvaard, afgehandeld",
    // Polish
    "zrealizowane, zrealizowany, zakonczone, oplacone, oplacony, wyslane, wyslany, dostarczone, w trakcie realizacji, \
     przetwarzanie, platnosc zaakceptowana",
    // Swedish, Danish, Norwegian, Finnish
    "betald, slutford, behandlas, skickad, levererad, betalt, gennemfort, behandler, sendt, afsendt, leveret, fullfort, \
     levert, maksettu, valmis, kasittelyssa, toimitettu",
    // Czech, Slovak
    "zaplaceno, zaplacena, dokonceno, odeslano, doruceno, vyrizeno, zaplatene, dokoncene, odoslane, zpracovava se",
    // Hungarian, Romanian
    "fizetve, teljesitve, kiszallitva, feldolgozas alatt, platita, finalizata, livrata, expediata, in procesare",
    // Turkish
    "odendi, tamamlandi, hazirlaniyor, kargoya verildi, teslim edildi",
    // Russian, Ukrainian
    "оплачен, оплачено, выполнен, выполнено, завершен, доставлен, отправлен, обработка, в обработке, выконано",
    // Japanese, Chinese, Korean
    "支払い済み, 完了, 発送済み, 処理中, 已付款, 已支付, 已完成, 已发货, 处理中, 결제완료, 배송완료",
    // Greek
    "ολοκληρωμενη, σε επεξεργασια, απεσταλη",
];

/// Not bought, or not in the end: unpaid, failed, cancelled, refunded.
pub(super) const UNPAID: [&str; LANGUAGES] = [
    // English
    "cancelled, canceled, cancel, cancelled by customer, order cancelled, order canceled, refunded, refund, fully refunded, \
     order refunded, voided, void, failed, failure, payment failed, declined, payment declined, rejected, denied, expired, \
     returned, return, chargeback, charged back, chargeback lost, reversed, reversal, abandoned, trash, trashed, deleted, \
     checkout draft, draft, auto draft, fraud, suspected fraud, fraud rejected, payment error, error, incomplete, unpaid, \
     not paid, pending, pending payment, payment pending, awaiting payment, waiting payment, waiting for payment, \
     waiting on payment, awaiting bank wire payment, awaiting bank transfer, awaiting check payment, awaiting paypal payment, \
     on hold, onhold, hold, held, holded, overdue, payment overdue, invalid, missing orders, payment not received, \
     no payment, payment review, payment required, requires payment, requires payment method, requires action, dispute, \
     disputed, past due, uncollectible, timed out, timeout, aborted, quote, rto, return to origin, charge back, \
     to be paid, requires confirmation, verification required, will not deliver, reminded, incomplete expired, abandoned cart, awaiting bank wire, \
     undelivered, returned to sender, not completed",
    // German
    "storniert, storno, abgebrochen, erstattet, zuruckerstattet, ruckerstattet, fehlgeschlagen, abgelehnt, retourniert, \
     retoure, unbezahlt, nicht bezahlt, offen, ausstehend, zahlung ausstehend, zahlung offen, warten auf zahlung, \
     wartet auf zahlung, wartend, in wartestellung, verfallen, abgelaufen, widerrufen, geloscht, entwurf, zahlungsfehler, \
     fehler bei der zahlung, zu bezahlen, gemahnt, ruckzahlung, papierkorb",
    // French
    "annule, annulee, annulees, annulation, rembourse, remboursee, remboursees, echoue, echouee, refuse, refusee, \
     en attente, en attente de paiement, attente paiement, attente de paiement, paiement en attente, \
     en attente de virement bancaire, en attente de paiement par cheque, impaye, impayee, abandonne, abandonnee, \
     erreur de paiement, expire, expiree, brouillon, retournee, non payee, non paye, a payer, a regler, attente virement, corbeille",
    // Spanish
    "cancelado, cancelada, cancelados, reembolsado, reembolsada, devuelto, devuelta, fallido, fallida, rechazado, \
     rechazada, pendiente, pendiente de pago, pago pendiente, en espera, en espera de pago, no pagado, impagado, expirado, \
     caducado, anulado, anulada, abandonado, error de pago, error en el pago, borrador, denegado, sin pagar, por pagar, a la espera de pago",
    // Italian
    "annullato, annullata, cancellato, cancellata, rimborsato, rimborsata, fallito, fallita, in attesa, \
     in attesa di pagamento, in sospeso, sospeso, rifiutato, rifiutata, scaduto, non pagato, reso, errore di pagamento, \
     pagamento fallito, da pagare, bozza",
    // Portuguese
    "cancelado, cancelada, reembolsado, reembolsada, malsucedido, falhado, falhou, aguardando, aguardando pagamento, \
     pendente, pagamento pendente, pendente de pagamento, recusado, recusada, devolvido, expirado, nao pago, em espera, \
     erro de pagamento, a pagar, estornado, rascunho",
    // Dutch
    "geannuleerd, terugbetaald, mislukt, in afwachting van betaling, wachten op betaling, wacht op betaling, \
     wachtend op betaling, in de wacht, onbetaald, niet betaald, afgewezen, verlopen, retour, betaalfout, concept, \
     betaling mislukt, openstaand, in afwachting, te betalen",
    // Polish
    "anulowane, anulowany, anulowano, zwrocone, zwrocony, zwrocono, zwrot, nieudane, nieudany, oczekujace, \
     oczekujace na platnosc, oczekuje na platnosc, wstrzymane, nieoplacone, nieoplacony, odrzucone, blad platnosci, szkic",
    // Swedish, Danish, Norwegian, Finnish
    "avbruten, avbestalld, annullerad, makulerad, aterbetald, misslyckad, misslyckades, vantar pa betalning, \
     inväntar betalning, obetald, pausad, annulleret, refunderet, mislykket, afventer betaling, ubetalt, kansellert, \
     refundert, mislyktes, venter pa betaling, peruutettu, peruttu, hyvitetty, epaonnistui, odottaa maksua, pidossa",
    // Czech, Slovak
    "zruseno, zrusena, stornovano, storno, vraceno, selhalo, ceka na platbu, ceka na zaplaceni, cekani na platbu, nezaplaceno, zrusene, \
     vratene, caka na platbu, pozastaveno",
    // Hungarian, Romanian
    "torolve, visszateritve, sikertelen, fizetesre var, fuggoben, anulata, rambursata, esuata, in asteptare, \
     plata in asteptare, neplatita",
    // Turkish
    "iptal, iptal edildi, iade, iade edildi, basarisiz, odeme bekleniyor, odeme bekliyor, beklemede, odenmedi",
    // Russian, Ukrainian
    "отменен, отменена, отменено, возврат, возвращен, возвращено, не оплачен, не оплачено, ожидает оплаты, \
     ожидание оплаты, неудавшийся, скасовано, на удержании",
    // Japanese, Chinese, Korean
    "キャンセル, キャンセル済み, 返金済み, 失敗, 支払い待ち, 未払い, 保留, 已取消, 已退款, 未付款, 待付款, 失败, 等待付款, \
     취소, 환불, 결제대기",
    // Greek
    "ακυρωθηκε, ακυρωμενη, επιστροφη χρηματων, αποτυχημενη, σε εκκρεμοτητα, σε αναμονη",
];
