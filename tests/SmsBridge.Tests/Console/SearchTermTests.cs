using SmsBridge.Insight.MessageList;

namespace SmsBridge.Tests.Console;

public class SearchTermTests
{
    [Theory]
    [InlineData("0712 345 678", "+254712345678")]
    [InlineData("+254 712-345-678", "+254712345678")]
    [InlineData("254712345678", "+254712345678")]
    [InlineData("(0712) 345678", "+254712345678")]
    [InlineData("0712 345 678;", "+254712345678")]
    [InlineData("0712345678 (wife)", "+254712345678")]
    [InlineData("Mob: 0712345678", "+254712345678")]
    [InlineData("tel:+254712345678", "+254712345678")]
    [InlineData("\u202a+254712345678\u202c", "+254712345678")] // as copied from an address book
    [InlineData("0712\u2013345\u2013678", "+254712345678")]
    [InlineData("0712\u2009345\u2009678", "+254712345678")]
    [InlineData("\uff10\uff17\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "+254712345678")]
    [InlineData("'+254712345678", "+254712345678")] // as our own export writes it
    public void A_number_is_known_in_any_spelling(string text, string number)
    {
        SearchTerm.Parse(text, ["KE"], anySuffix: true).Numbers.ShouldBe([number]);
    }

    [Theory]
    [InlineData("5678", "5678")]
    [InlineData("0678", "0678")]
    [InlineData("345 678", "345678")]
    [InlineData("0712345678", "712345678")] // of a region nobody has set: what follows the zero is surely in it
    [InlineData("678", "678")]
    [InlineData("78", null)]
    public void Three_digits_and_more_may_be_the_end_of_a_number(string text, string? suffix)
    {
        SearchTerm.Parse(text, [], anySuffix: true).Suffix.ShouldBe(suffix);
    }

    [Theory]
    [InlineData("5678", "5678")]
    [InlineData("45678", null)]
    [InlineData("00005678", null)]
    [InlineData("712345678", null)]
    [InlineData("678", null)]
    public void Who_may_not_see_numbers_finds_them_by_four_digits_and_no_more(string text, string? suffix)
    {
        SearchTerm.Parse(text, [], anySuffix: false).Suffix.ShouldBe(suffix);
    }

    [Theory]
    [InlineData("0771234567", "771234567")]
    [InlineData("771234567", "771234567")]
    [InlineData("+254771234567", null)] // says its country itself
    public void What_is_a_number_here_may_be_the_end_of_one_of_another_country(string text, string? suffix)
    {
        var term = SearchTerm.Parse(text, ["KE"], anySuffix: true);

        term.Numbers.ShouldBe(["+254771234567"]);
        term.Suffix.ShouldBe(suffix);
    }

    [Theory]
    [InlineData("+25471****678", "+25471****678")]
    [InlineData("25471****678", "+25471****678")]
    [InlineData("'+25471****678", "+25471****678")]
    [InlineData("+2547****5678", null)] // these would tell more than is shown
    [InlineData("*5678", null)]
    [InlineData("+254712****678", null)]
    public void A_number_as_the_pages_mask_it_is_found_by_everybody(string text, string? mask)
    {
        var term = SearchTerm.Parse(text, ["KE"], anySuffix: false);

        term.Mask.ShouldBe(mask);
        term.IsNothing.ShouldBe(mask is null);
    }

    [Fact]
    public void Who_may_not_see_numbers_finds_a_number_he_knows()
    {
        SearchTerm.Parse("0712345678", ["KE"], anySuffix: false).Numbers.ShouldBe(["+254712345678"]);
    }

    [Fact]
    public void A_plain_number_may_be_an_event_a_client_or_a_loan()
    {
        var term = SearchTerm.Parse("31", ["KE"], anySuffix: true);

        (term.EventId, term.ClientId, term.LoanId).ShouldBe((31, 31, 31));
    }

    [Fact]
    public void An_account_number_is_the_id_with_zeros_before_it()
    {
        SearchTerm.Parse("00000031", ["KE"], anySuffix: true).LoanId.ShouldBe(31);
    }

    [Theory]
    [InlineData("000012678", 12678L)]
    [InlineData("LP000012678", 12678L)]
    [InlineData("Head Office000012678", null)] // longer than a prefix can be
    [InlineData("LP00012678", null)]
    [InlineData("SM00000000000000000000000000000001", null)]
    public void An_account_number_may_have_a_prefix_of_the_institutions(string text, long? id)
    {
        var term = SearchTerm.Parse(text, ["KE"], anySuffix: true);

        (term.ClientId, term.LoanId).ShouldBe((id, id));
    }

    [Fact]
    public void What_begins_with_a_zero_is_read_as_a_telephone_number_too()
    {
        var term = SearchTerm.Parse("0712345678", ["KE"], anySuffix: true);

        (term.Numbers[0], term.ClientId).ShouldBe(("+254712345678", 712345678));
    }

    [Theory]
    [InlineData("client:7", null, 7L, null)]
    [InlineData("Loan: 31", null, null, 31L)]
    [InlineData("#5", 5L, null, null)]
    [InlineData("event:5", 5L, null, null)]
    [InlineData("client 42", null, 42L, null)]
    [InlineData("Client #42", null, 42L, null)]
    [InlineData("client id 42", null, 42L, null)]
    [InlineData("LOAN 31", null, null, 31L)]
    [InlineData("loan no. 31", null, null, 31L)]
    [InlineData("Loan account: 000000031", null, null, 31L)]
    [InlineData("Message 5", 5L, null, null)]
    [InlineData("event #5", 5L, null, null)]
    [InlineData("# 5", 5L, null, null)]
    public void A_word_before_it_says_which(string text, long? eventId, long? clientId, long? loanId)
    {
        var term = SearchTerm.Parse(text, ["KE"], anySuffix: true);

        (term.EventId, term.ClientId, term.LoanId).ShouldBe((eventId, clientId, loanId));
        term.Suffix.ShouldBeNull();
    }

    [Fact]
    public void A_sid_is_a_providers_id()
    {
        SearchTerm.Parse("SM00000000000000000000000000000001", ["KE"], anySuffix: true).ProviderId.ShouldBe("SM00000000000000000000000000000001");
    }

    [Theory]
    [InlineData("Jane", "jane")]
    [InlineData("José Núñez", "jose nunez")]
    [InlineData("'; DROP TABLE message; --", "drop table message")]
    [InlineData("client Amina", "amina")]
    [InlineData("0712345678 (wife)", "")] // what has figures in it is no name
    public void Words_may_be_a_clients_name(string text, string words)
    {
        string.Join(' ', SearchTerm.Parse(text, ["KE"], anySuffix: true).NameWords).ShouldBe(words);
    }

    [Theory]
    [InlineData("LN0112678", "ln0112678 112678")]
    [InlineData("QX12-AB34", "qx12ab34")]
    [InlineData("0112678", "0112678 112678")]
    [InlineData("31", "")]
    public void Letters_and_figures_may_be_an_account_or_a_receipt(string text, string keys)
    {
        string.Join(' ', SearchTerm.Parse(text, ["KE"], anySuffix: true).Keys).ShouldBe(keys);
    }

    [Fact]
    public void A_webhook_id_is_known_by_its_mark()
    {
        SearchTerm.Parse("msg_0193f2ab", ["KE"], anySuffix: true).WebhookId.ShouldBe("msg_0193f2ab");
    }

    [Theory]
    [InlineData("text:1,500", "1,500")]
    [InlineData("your loan is approved", "your loan is approved")]
    [InlineData("LN0112678", null)]
    [InlineData("31", null)]
    public void Words_may_be_part_of_a_text(string text, string? part)
    {
        SearchTerm.Parse(text, ["KE"], anySuffix: true).Text.ShouldBe(part);
    }

    [Theory]
    [InlineData("client:x")]
    [InlineData("text:a")]
    [InlineData("+")]
    public void Anything_else_is_nothing(string text)
    {
        SearchTerm.Parse(text, ["KE"], anySuffix: true).IsNothing.ShouldBeTrue();
    }
}
