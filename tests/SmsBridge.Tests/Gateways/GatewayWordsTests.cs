using System.Text;
using SmsBridge.Gateways;
using SmsBridge.Gateways.AfricasTalking;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Infobip;
using SmsBridge.Gateways.Vonage;
using SmsBridge.Gateways.Wire;
using SmsBridge.Tests.Gateways.Http;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways;

/// <summary>A gateway quotes the request that it refuses: what goes on the record has neither number nor secret in it.</summary>
public class GatewayWordsTests
{
    private static readonly OutgoingSms Sms = HttpSome.Sms() with
    {
        Account = HttpSome.Account with { SharedKey = "shared/k y" },
        StatusCallback = new Uri("https://sms.example.org/providers/local/bank/CfDJ8Address"),
    };

    [Theory]
    [InlineData("ERR 401 user=bank&password=t0ken&more", "ERR 401 user=bank&password=***")]
    [InlineData("GET /send?password=t0ken%26more&to=254712345678", "GET /send?password=***&to={number}")]
    [InlineData("""{"pw":"t0ken\u0026more"}""", """{"pw":"***"}""")]
    [InlineData("<p>t0ken&amp;more</p>", "<p>***</p>")]
    [InlineData("Authorization: Basic YmFuay1hY2NvdW50OnQwa2VuJm1vcmU=", "Authorization: Basic ***")]
    [InlineData("auth=YmFuay1hY2NvdW50OnQwa2VuJm1vcmU%3d", "auth=***")]
    [InlineData("key shared/k y", "key ***")]
    [InlineData("key=shared%2fk+y", "key=***")]
    [InlineData("key=shared%2Fk%20y", "key=***")]
    [InlineData("""{"key":"shared\/k y"}""", """{"key":"***"}""")]
    [InlineData("callback=https%3A%2F%2Fsms.example.org%2Fproviders%2Flocal%2Fbank%2FCfDJ8Address", "callback=https%3A%2F%2Fsms.example.org%2Fproviders%2Flocal%2Fbank%2F***")]
    [InlineData("No such account: bank-account", "No such account: bank-account")]
    public void Secrets_are_taken_out_in_every_form_they_were_sent_in(string said, string kept) =>
        GatewayWords.Shortened(said, Sms).ShouldBe(kept.Replace("{number}", Sms.To.Masked[1..], StringComparison.Ordinal));

    [Fact]
    public void Nothing_is_cut_in_half_before_it_is_looked_for()
    {
        var words = GatewayWords.Shortened(new string('x', 496) + "t0ken&more +254712345678", Sms);

        words.ShouldBe(new string('x', 496) + "*** …");
    }

    [Fact]
    public void A_token_as_short_as_a_word_is_not_looked_for() =>
        GatewayWords.Shortened("It is on hold.", Sms with { Account = Sms.Account with { Token = "on" } }).ShouldBe("It is on hold.");

    [Fact]
    public void Every_gateway_with_words_of_its_own_keeps_them_without_secrets()
    {
        Detail(HttpSome.Answers(HttpSome.Options(it => it.Answers = [new() { Means = HttpAnswerMeaning.Credentials, Status = "401", Pattern = "^ERR" }])).Judge(Answer("ERR password=t0ken&more"), Sms))
            .ShouldBe("ERR password=***");
        Detail(AfricasTalkingVerdict.Of(Answer("The supplied authentication t0ken&more is invalid"), Sms, DateTimeOffset.UnixEpoch)).ShouldBe("The supplied authentication *** is invalid");
        Detail(VonageVerdict.Of(Answer("""{"type":"https://developer.vonage.com/api-errors#unauthorized","title":"Unauthorized","detail":"t0ken&more is wrong"}"""), Sms)).ShouldBe("*** is wrong");
        Detail(InfobipVerdict.Of(Answer("""{"requestError":{"serviceException":{"messageId":"UNAUTHORIZED","text":"Invalid login: t0ken&more"}}}"""), Sms)).ShouldBe("Invalid login: ***");
    }

    [Fact]
    public async Task The_answer_that_is_kept_beside_the_words_has_none_either()
    {
        using var http = new HttpMessageInvoker(new CannedAnswers(401, "ERR bank-account/t0ken&more", "text/plain"));

        var result = await HttpSome.Gateway(HttpSome.Options(), http).SendAsync(Sms, TestContext.Current.CancellationToken);

        result.Answer.ShouldNotBeNull().Body.ShouldBe("ERR bank-account/***");
    }

    private static WireAnswer Answer(string body) => new(401, Encoding.UTF8.GetBytes(body), RetryAfter: null, RequestId: null);

    private static string Detail(SendResult result) => result.ShouldBeOfType<SendResult.Rejected>().Detail;
}
