using System.Text;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>Receipts in the spellings of many SMSC (smpp.md 4).</summary>
public class SmppReceiptTests
{
    [Theory]
    [InlineData("id:0123456789 sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:DELIVRD err:000 text:Hello", "0123456789", MessageStatus.Delivered, null)]
    [InlineData("id:1a2B sub:001 dlvrd:000 submit date:261129120059 done date:261129120159 stat:UNDELIV err:027 Text:Hello", "1a2B", MessageStatus.Undelivered, "027")]
    [InlineData("ID:7 STAT:EXPIRED", "7", MessageStatus.Undelivered, null)]
    [InlineData("id: 7 sub: 001 stat: Delivrd err: 0", "7", MessageStatus.Delivered, null)]
    [InlineData("sub:001 stat:REJECTD err:12f id:c449ab9744f47b6af1879e49e75e4f40", "c449ab9744f47b6af1879e49e75e4f40", MessageStatus.Failed, "12f")]
    [InlineData("id:7 status:ACCEPTD", "7", MessageStatus.Sent, null)]
    [InlineData("id:7 stat:ENROUTE err:000 text:id:8 stat:DELIVRD", "7", MessageStatus.Sent, null)]
    [InlineData("id:7 stat:DELETED err:000", "7", MessageStatus.Undelivered, null)]
    [InlineData("id:7 stat:ACCEPTED", "7", MessageStatus.Sent, null)]
    [InlineData("id:7 stat:BUFFERED", "7", MessageStatus.Sent, null)]
    [InlineData("id:7 stat:SCHEDULED", "7", MessageStatus.Sent, null)]
    [InlineData("id:7 stat:DELIVERED", "7", MessageStatus.Delivered, null)]
    [InlineData("id:7 stat:UNDELIVERED", "7", MessageStatus.Undelivered, null)]
    [InlineData("id:7 stat:UNDELIVERABLE", "7", MessageStatus.Undelivered, null)]
    [InlineData("id:7 stat:FAILED", "7", MessageStatus.Undelivered, null)]
    [InlineData("id:7 stat:REJECTED", "7", MessageStatus.Failed, null)]
    public void A_receipt_is_read_in_any_usual_spelling(string text, string id, object status, string? error)
    {
        var receipt = SmppReceipt.Parse(Message(text)).ShouldNotBeNull();

        (receipt.Id, receipt.Status, receipt.Error).ShouldBe((id, (MessageStatus?)status, error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("id: stat:DELIVRD")]
    [InlineData("stat:DELIVRD err:000")]
    [InlineData("id:7 err:000")]
    [InlineData("text:id:7 stat:DELIVRD")] // what the client was sent says nothing about it
    [InlineData("id:7 text:stat:DELIVRD")]
    public void What_does_not_say_which_sms_or_what_of_it_is_no_receipt(string text) => SmppReceipt.Parse(Message(text)).ShouldBeNull();

    [Fact]
    public void An_id_longer_than_any_is_none() => SmppReceipt.Parse(Message($"id:{new string('7', 65)} stat:DELIVRD")).ShouldBeNull();

    [Fact]
    public void A_word_nobody_knows_changes_nothing()
    {
        SmppReceipt.Parse(Message("id:7 stat:WONDER")).ShouldNotBeNull().About(1, "smpp:7").ShouldBeNull();
        SmppReceipt.Parse(Message("id:7 stat:UNKNOWN")).ShouldNotBeNull().About(1, "smpp:7").ShouldBeNull();
    }

    [Theory]
    [InlineData(1, MessageStatus.Sent)]
    [InlineData(2, MessageStatus.Delivered)]
    [InlineData(3, MessageStatus.Undelivered)]
    [InlineData(4, MessageStatus.Undelivered)]
    [InlineData(5, MessageStatus.Undelivered)]
    [InlineData(6, MessageStatus.Sent)]
    [InlineData(8, MessageStatus.Failed)]
    public void Parameters_are_believed_before_the_text(byte state, object status)
    {
        var receipt = SmppReceipt.Parse(Message(
            "id:9 stat:WONDER", new SmppTlv(SmppTlv.ReceiptedMessageId, "7\0"u8.ToArray()), SmppTlv.OfByte(SmppTlv.MessageState, state),
            new SmppTlv(SmppTlv.NetworkErrorCode, new byte[] { 3, 1, 2 }))).ShouldNotBeNull();

        (receipt.Id, receipt.Status, receipt.Error).ShouldBe(("7", (MessageStatus?)status, "258"));
    }

    [Theory]
    [InlineData("UNDELIV", MessageStatus.Sent)]
    [InlineData("EXPIRED", MessageStatus.Sent)]
    [InlineData("REJECTD", MessageStatus.Sent)]
    [InlineData("DELIVRD", MessageStatus.Delivered)]
    public void A_try_that_failed_while_the_smsc_goes_on_is_not_the_end(string word, object status)
    {
        var receipt = SmppReceipt.Parse(Message($"id:7 stat:{word} err:027") with { EsmClass = 0x20 }).ShouldNotBeNull();

        receipt.Status.ShouldBe((MessageStatus?)status);
        receipt.About(1, "smpp:7").ShouldNotBeNull().Reason.ShouldBeNull();
    }

    [Fact]
    public void A_state_of_a_try_is_not_the_end_either() =>
        SmppReceipt.Parse(Message("id:7", SmppTlv.OfByte(SmppTlv.MessageState, 5)) with { EsmClass = 0x20 }).ShouldNotBeNull().Status.ShouldBe(MessageStatus.Sent);

    [Theory]
    [InlineData("Dear Jane, your loan repayment", "Dear Jane, your loan", false)]
    [InlineData("Dear Jane, your loan repayment", "DEAR JANE  YOUR", false)]
    [InlineData("Dear Jane, your loan repayment", "Your code is 123456", true)]
    [InlineData("Dear Jane", "Dear Jane, your loan", true)] // longer than what we sent
    [InlineData("Dear Jane", "", false)]
    [InlineData("Dear Jane", "?????", false)]
    [InlineData("Малипо KES 1500", "?????? KES 15", false)]
    [InlineData("Малипо KES 1500", "?????? USD 15", true)]
    [InlineData("Crédit reçu", "Crédit re", false)]
    [InlineData("Crédit reçu", "Cr?dit re", false)]
    [InlineData("Crédit reçu", "Credit recu", false)]
    [InlineData("Crédit reçu", "Crdit recu", false)]
    [InlineData("Crédit reçu", "Debit recu", true)]
    [InlineData("Dear Jane, your loan", "\u0005\0\u0003A\u0002\u0001Dear Jane", false)] // the header of a part
    [InlineData("Dear Jane, your loan", "\u0005\0\u0003A\u0002\u0001Your code", true)]
    [InlineData("Dear Jane, your loan", "\u0006\u0008\u0004AB\u0002\u0001Dear Jane", false)]
    public void A_receipt_is_of_another_sms_where_it_repeats_another_text(string sms, string repeated, bool isOfAnother) =>
        SmppReceiptText.IsOfAnother(Encoding.Latin1.GetBytes(repeated), [sms]).ShouldBe(isOfAnother);

    [Fact]
    public void A_text_may_be_repeated_in_the_coding_it_was_sent_in_and_of_a_later_part()
    {
        SmppReceiptText.IsOfAnother(Encoding.BigEndianUnicode.GetBytes("Малипо"), ["Малипо ya KES"]).ShouldBeFalse();
        SmppReceiptText.IsOfAnother(Encoding.BigEndianUnicode.GetBytes("Другой"), ["Малипо ya KES"]).ShouldBeTrue();
        SmppReceiptText.IsOfAnother(Encoding.UTF8.GetBytes("Малипо"), ["Малипо ya KES"]).ShouldBeFalse();
        SmppReceiptText.IsOfAnother([5, 0, 3, 0x41, 2, 1, .. Encoding.BigEndianUnicode.GetBytes("مرحبا")], ["مرحبا بك"]).ShouldBeFalse();
        SmppReceiptText.IsOfAnother("second"u8, ["first part", "second part"]).ShouldBeFalse();
    }

    [Fact]
    public void The_text_may_stand_in_the_payload()
    {
        var message = Message("", new SmppTlv(SmppTlv.MessagePayload, "id:7 stat:DELIVRD err:000"u8.ToArray()));

        SmppReceipt.Parse(message).ShouldNotBeNull().Id.ShouldBe("7");
    }

    [Theory]
    [InlineData("255", "ff")]
    [InlineData("255", "000000ff")]
    [InlineData("ff", "255")]
    [InlineData("000000FF", "255")]
    [InlineData("FF", "ff")]
    [InlineData("0000000255", "255")]
    [InlineData("255", "0000000255")]
    [InlineData("16", "10")]
    [InlineData("0", "00000000")]
    public void An_id_has_every_spelling_that_is_known_of_smsc(string reported, string answered) => SmppMessageIds.Others(reported).ShouldContain(answered, StringComparer.Ordinal);

    [Fact]
    public void Other_spellings_of_an_id_do_not_hold_itself() => SmppMessageIds.Others("1a").Contains("1a", StringComparer.Ordinal).ShouldBeFalse();

    private static SmppMessage Message(string text, params SmppTlv[] tlvs) =>
        new(new SmppAddress(1, 1, "254712345678"), new SmppAddress(5, 0, "MyBank")) { EsmClass = 4, ShortMessage = Encoding.Latin1.GetBytes(text), Tlvs = tlvs };
}
