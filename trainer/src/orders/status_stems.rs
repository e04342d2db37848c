//! Classifies a status of several words by the stems in it, whatever the language.

use super::standing::Standing;

/// Beginnings of words for what came to nothing: cancelled, refunded, sent back, failed.
const OFF: &str = "cancel kansel storn annul anul refund rembours reembols rimbors erstatt ruckerstatt zuruckerstatt \
    terugbetaal void declin reject rechaz recus refus rifiut rejeit odrzuc abgelehn afgewez deni deneg chargeback disput fehl \
    fail gescheitert echou fallid fallit mislukt misslyck mislyk nieudan unsuccess return retour geretour zuruckge \
    ruckabgewick ruckgang widerruf inkasso devolv devuel stornat estorn krediter gecrediteer makul avbr avbest peru iptal iade \
    zwrot zwroc anulow zrus отмен аннул возвра отказ abandon expir abgelauf verfall blocked unclaimed fraud rto";
/// Beginnings of words for what is not paid yet.
const OWED: &str = "unpaid nonpay unconfirm unbestatig unbezahl impag impay onbetaal ubetal obetal nieoplac niezaplac nezaplac \
    неоплач mahnung unfulfillable overdue";
/// Beginnings of words for waiting.
const WAITING: &str = "await wait wart attente attesa esper aguard oczek cek caka vantar venter afvent wacht afwacht ожида \
    pend penden ausstehend offen openstaand";
/// Beginnings of words for money that changes hands.
const MONEY: &str = "pay paid pai pag zahl bezahl betal betaal platn platb plat zaplac oplac оплат оплач vorkasse virement \
    cheque check bank wire transfer uberweis odem maks paypal";
/// Beginnings of words for sending.
const SENDING: &str =
    "ship fulfil deliver pickup pick collect dispatch versand abhol livraison envio expedi spediz verzend";
/// Beginnings of words for what was bought.
const ON: &str = "paid complet komplett abgeschloss abgeholt bezahl gezahlt ship unship versand versend verschick geliefert ausgeliefer \
    zugestellt lieferung deliver dispatch despatch fulfil process verarbeit captur settl confirm bestatig approv aprov aprob \
    accept accett aceit acept akzept paye pagad pagat receiv erhalten eingegangen recib ricevut recebid otrzyman envoy \
    expedi livr enviad entreg spedit consegn evas verzonden geleverd afgeleverd afgehandeld verwerk onderweg wyslan dostarcz \
    realizac zrealiz zaplac oplac zakoncz lever skick sendt teslim odend tamam завер выполн достав отправ оплач получ ready \
    packed label picked transit outfor invoiced cod preparac preparaz preparat separac free";
/// Beginnings of words for a part.
const PARTS: &str = "partial partiel teil parcial parzial gedeeltelijk czesciow delvis castec osittain";
/// Words that turn the next into its opposite.
const NOT: [&str; 16] = [
    "not", "nicht", "non", "no", "never", "ej", "ikke", "niet", "nie", "nao", "sin", "sans", "senza", "zonder", "ne",
    "не",
];
/// Words of languages without blanks: for what came to nothing, for what is owed, for a part, for what was bought.
const CLOSE: [(&str, Standing, bool); 4] = [
    ("一部 部分 부분", Standing::Bought, false),
    ("キャンセル 取消 取り消 返金 返品 退款 退货 退貨 关闭 關閉 失败 失敗 취소 환불 반품", Standing::NotBought, true),
    ("未付 未支付 未払 待付款 等待买家付款 支払い待 支払待 入金待 保留 결제대기 미결제", Standing::NotBought, false),
    (
        "発送済 出荷済 支払済 支払い済 入金済 配送済 配達完了 完了 完成 注文確定 已付 已支付 已发货 已签收 成功 待发货 等待卖家发货 배송 결제완료",
        Standing::Bought,
        false,
    ),
];

/// What a status says by the stems of its words, and whether it says that the order came to nothing, rather than that it is
/// yet to be paid.
pub(super) fn by_stems(status: &str) -> (Standing, bool) {
    let close = CLOSE.iter().find(|(words, ..)| words.split_whitespace().any(|word| status.contains(word)));
    if let Some(&(_, standing, off)) = close {
        return (standing, off);
    }
    let has = |stems: &str| status.split(' ').any(|word| begins(word, stems));
    let says = |words: &[&str]| status.split(' ').any(|word| words.contains(&word));
    let owed = || has(OWED) || (has(WAITING) && has(MONEY)) || (says(&NOT) && has(MONEY));
    match () {
        () if has(PARTS) || says(&["part", "partly"]) => (partly(status), false),
        () if says(&["reversal"]) => (Standing::Unknown, false),
        () if says(&NOT) && says(&["needed", "required", "necessary"]) => (Standing::Bought, false),
        () if !says(&NOT) && has(OFF) => (Standing::NotBought, true),
        () if owed() => (Standing::NotBought, false),
        () if says(&NOT) => (Standing::Unknown, false),
        () if has(WAITING) && has(SENDING) => (Standing::Bought, false),
        () if status.starts_with("pending") => (Standing::NotBought, false),
        () if has(WAITING) => (Standing::Unknown, false),
        () if has(ON) => (Standing::Bought, false),
        () => (Standing::Unknown, false),
    }
}

/// A part that was sent back, or sent, leaves an order.
fn partly(status: &str) -> Standing {
    let within = |stems: &str| stems.split_whitespace().any(|stem| status.contains(stem));
    if within(OFF) || within(ON) { Standing::Bought } else { Standing::Unknown }
}

fn begins(word: &str, stems: &str) -> bool {
    stems.split_whitespace().any(|stem| word.starts_with(stem))
}

#[cfg(test)]
mod tests {
    use super::{Standing, by_stems};

    fn check(expected: (Standing, bool), statuses: &str) {
        for status in statuses.split(", ") {
            assert_eq!(by_stems(status), expected, "{status}");
        }
    }

    #[test]
    fn stems_tell_what_came_to_nothing() {
        check(
            (Standing::NotBought, true),
            "shipped returned to seller, paiement refuse, pago rechazado, zuruckgesendet, zamowienie anulowane, 全額返金, \
             交易关闭, cancelled by customer, avbrutt, аннулирован",
        );
        check(
            (Standing::NotBought, false),
            "esperando pago, pagamento in attesa, ej betald, on backorder not paid, pending paypal, 入金待ち, vorkasse offen",
        );
    }

    #[test]
    fn stems_tell_what_was_bought() {
        check(
            (Standing::Bought, false),
            "shipped delivered to buyer, komplett bezahlt, teilgeliefert, teilstorniert, paiement a distance accepte, 出荷済み, \
             awaiting fulfillment, no payment needed, part refunded, pago recibido, partially shipped",
        );
    }

    #[test]
    fn other_phrases_are_not_known() {
        check((Standing::Unknown, false), "on tour, stage 4, canceled reversal, not cancelled, awaiting approval");
    }
}
