using System.Text.Json;
using SmsBridge.Gateways.Http;

namespace SmsBridge.Tests.Gateways.Http;

/// <summary>What a client is called, or writes, never becomes more than a text.</summary>
public class HttpCallTests
{
    private const string Nasty = "a\"}, \"to\":\"+1\" & b=c\r\nX-Evil: 1 {token} é ☺ %26 +";

    [Fact]
    public async Task In_json_it_stays_inside_its_text()
    {
        using var request = new HttpCall(HttpSome.Options()).RequestOf(HttpSome.Sms(Nasty));

        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(Token));
        body.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["to", "from", "text", "ref", "callback"]);
        body.RootElement.GetProperty("text").GetString().ShouldBe(Nasty);
        body.RootElement.GetProperty("ref").GetString().ShouldBe("42.1.1700");
        request.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
    }

    [Fact]
    public async Task In_a_form_it_stays_inside_its_field()
    {
        var options = HttpSome.Options(it =>
        {
            it.Json = "";
            it.Form = new(StringComparer.Ordinal) { ["to"] = "{digits}", ["msg"] = "{text}", ["key"] = "{token}" };
        });
        using var request = new HttpCall(options).RequestOf(HttpSome.Sms(Nasty));

        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(Token));
        form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal).ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["to"] = "254712345678", ["msg"] = Nasty, ["key"] = "t0ken&more" }, ignoreOrder: true);
    }

    [Fact]
    public void In_an_address_and_in_a_header_too()
    {
        var options = HttpSome.Options(it =>
        {
            (it.Method, it.Json, it.Url) = ("GET", "", "https://gateway.example/send?to={to}&text={text}");
            it.Headers["X-Sender"] = "{text}";
        });
        using var request = new HttpCall(options).RequestOf(HttpSome.Sms(Nasty));

        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(request.RequestUri!.Query);
        query.Keys.ShouldBe(["to", "text"], ignoreOrder: true);
        query["text"].ToString().ShouldBe(Nasty);
        query["to"].ToString().ShouldBe("+254712345678");
        request.Headers.NonValidated["X-Sender"].ToString().ShouldNotContain('\n');
        request.Headers.NonValidated["Authorization"].ToString().ShouldBe("Bearer t0ken&more");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
