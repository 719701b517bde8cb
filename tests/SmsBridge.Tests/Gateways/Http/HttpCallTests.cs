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

    /// <summary>An empty address is refused by Jasmin and Kannel, and with it each SMS.</summary>
    [Fact]
    public async Task Where_nobody_can_report_no_field_says_where()
    {
        using var json = Call(it => it.Json = """{"to":"{to}","text":"{text}","hooks":[{"url":"{reports}","on":1},"{reports}"],"callback":"{reports}?ref={reference}"}""");
        using var form = Call(it =>
        {
            it.Json = "";
            it.Form = new(StringComparer.Ordinal) { ["to"] = "{to}", ["text"] = "{text}", ["dlr-url"] = "{reports}", ["dlr"] = "yes" };
        });
        using var query = Call(it => (it.Method, it.Json, it.Url) = ("GET", "", "https://gateway.example/send?dlr-url={reports}%3Fstatus%3D%25d&to={to}&text={text}"));
        using var header = Call(it => (it.Url, it.Headers["X-Callback"]) = ("https://gateway.example/send?callback={reports}", "{reports}"));

        (await BodyAsync(json)).ShouldBe("""{"to":"+254712345678","text":"Habari","hooks":[{"on":1}]}""");
        (await BodyAsync(form)).Split('&').Order(StringComparer.Ordinal).ShouldBe(["dlr=yes", "text=Habari", "to=%2B254712345678"]);
        query.RequestUri!.Query.ShouldBe("?to=%2B254712345678&text=Habari");
        header.RequestUri!.AbsoluteUri.ShouldBe("https://gateway.example/send");
        header.Headers.NonValidated.Contains("X-Callback").ShouldBeFalse();
        header.Headers.NonValidated["Authorization"].ToString().ShouldBe("Bearer t0ken&more");

        static HttpRequestMessage Call(Action<HttpProviderOptions> change) => new HttpCall(HttpSome.Options(change)).RequestOf(HttpSome.Sms() with { StatusCallback = null });
        static Task<string> BodyAsync(HttpRequestMessage request) => request.Content!.ReadAsStringAsync(Token);
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

    [Fact]
    public async Task The_numbers_of_a_registered_template_stand_where_the_description_says_and_else_nothing_does()
    {
        var options = HttpSome.Options(it =>
        {
            it.Json = "";
            it.Form = new(StringComparer.Ordinal) { ["to"] = "{to}", ["msg"] = "{text}", ["dlt"] = "{template}/{entity}/{header}" };
        });

        (await DltAsync(HttpSome.Sms() with { Registered = new SmsBridge.Gateways.RegisteredIds("1107", "1101", "77") })).ShouldBe("1107/1101/77");
        (await DltAsync(HttpSome.Sms() with { Registered = new SmsBridge.Gateways.RegisteredIds("1107", "1101", null) })).ShouldBe("1107/1101/");
        (await DltAsync(HttpSome.Sms())).ShouldBe("//");

        async Task<string> DltAsync(SmsBridge.Gateways.OutgoingSms sms)
        {
            using var request = new HttpCall(options).RequestOf(sms);
            return Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(Token))["dlt"].ToString();
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
