using System.Text;
using Microsoft.Extensions.Configuration;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Wire;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Gateways.Http;

namespace SmsBridge.Tests.Documents;

/// <summary>docs/providers.md: a newcomer's first SMS, and recipes that start.</summary>
public class ProvidersDocumentTests
{
    private static IReadOnlyList<string> Samples => [.. DocumentFiles.Samples(DocumentFiles.Read("docs/providers.md"), "json").Select(sample => sample.Code)];

    [Fact]
    public async Task The_first_description_sends_to_the_stand_in()
    {
        await using var standIn = new StandInHttpGateway();
        await standIn.StartAsync();
        var described = Read(Samples[0]).GetSection("Http").Get<HttpOptions>()!.Providers["local"];
        described.Url = described.Url.Replace("http://127.0.0.1:9194/", standIn.Url.AbsoluteUri, StringComparison.Ordinal);
        var sms = HttpSome.Sms() with { Account = HttpSome.Account with { Token = StandInHttpGateway.Token } };

        HttpProviderCheck.Problems("local", described).ShouldBeEmpty();
        (await HttpSome.Gateway(described).SendAsync(sms, TestContext.Current.CancellationToken)).ShouldBeOfType<SendResult.Accepted>();

        standIn.Taken.ShouldHaveSingleItem().ReportTo.ShouldBe(sms.StatusCallback!.AbsoluteUri);
    }

    [Fact]
    public void Every_recipe_is_a_description_that_starts()
    {
        var recipes = Recipes.ToList();

        recipes.Count.ShouldBeGreaterThanOrEqualTo(4);
        recipes.SelectMany(recipe => HttpProviderCheck.Problems(recipe.Key, recipe.Value)).ShouldBeEmpty();
    }

    /// <summary>What holds a tenant is known as such, or every SMS would be left in doubt until somebody looks.</summary>
    [Theory]
    [InlineData("bulksms", 403, """{"type":"https://developer.bulksms.com/json/v1/errors#insufficient-credits","title":"Forbidden","status":403,"detail":"Not enough credits"}""", FailureClass.Credentials)]
    [InlineData("bulksms", 401, """{"type":"https://developer.bulksms.com/json/v1/errors#authentication-failed","title":"Authentication Failed","status":401,"detail":"Full authentication is required"}""", FailureClass.Credentials)]
    [InlineData("clickatell", 202, """{"messages":[{"apiMessageId":null,"accepted":false,"to":"254712345678","errorCode":20,"error":"Insufficient account balance"}]}""", FailureClass.Credentials)]
    [InlineData("clickatell", 402, """{"errorCode":20,"error":"Insufficient account balance"}""", FailureClass.Credentials)]
    [InlineData("clickatell", 202, """{"messages":[{"apiMessageId":null,"accepted":false,"to":"254712345678","errorCode":25,"errorDescription":"Invalid recipient address"}]}""", FailureClass.Permanent)]
    [InlineData("jasmin", 403, "Error \"Authentication failure for username:bank\"", FailureClass.Credentials)]
    [InlineData("jasmin", 403, "Error \"Authorization failed for username:bank\"", FailureClass.Credentials)]
    [InlineData("jasmin", 403, "Error \"Cannot charge submit_sm, check RouterPB log file for details\"", FailureClass.Credentials)]
    [InlineData("jasmin", 412, "Error \"No route found\"", FailureClass.Permanent)]
    [InlineData("jasmin", 400, "Error \"Mandatory argument [to] is not found.\"", FailureClass.Permanent)]
    internal void A_recipe_knows_a_refusal(string recipe, int status, string body, FailureClass failure) =>
        Judge(recipe, status, body).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);

    [Fact]
    public void Jasmin_is_answered_with_what_it_waits_for() => HttpSome.Gateway(Recipes.Single(recipe => recipe.Key == "jasmin").Value).Acknowledgement.ShouldBe("ACK/Jasmin");

    private static IEnumerable<KeyValuePair<string, HttpProviderOptions>> Recipes =>
        Samples.Skip(1).Select(code => Read($"{{ \"Providers\": {{ {code} }} }}").Get<HttpOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!.Providers.ShouldHaveSingleItem());

    private static SendResult Judge(string recipe, int status, string body) => HttpSome.Answers(Recipes.Single(each => each.Key == recipe).Value)
        .Judge(new WireAnswer(status, Encoding.UTF8.GetBytes(body), RetryAfter: null, RequestId: null), HttpSome.Sms());

    private static IConfiguration Read(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
