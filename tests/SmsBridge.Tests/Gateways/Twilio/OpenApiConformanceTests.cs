using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>
/// What the stand-in answers has the properties and JSON types of Twilio's published description (Data/twilio-messages-openapi.json,
/// a subset of twilio/twilio-oai), so a bridge that works with the one can read the other.
/// </summary>
public class OpenApiConformanceTests
{
    private static readonly JsonDocument Description = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "twilio-messages-openapi.json")));

    public static TheoryData<string, string, string> Answers => new()
    {
        { "/2010-04-01/Accounts/{AccountSid}/Messages.json", $"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages.json", "200" },
        { "/2010-04-01/Accounts/{AccountSid}/Messages.json", $"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages.json?PageSize=1", "200" },
        { "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json", $"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages/@sid.json", "200" },
        { "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json", $"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages/SM0.json", "404" },
        { "/2010-04-01/Accounts/{Sid}.json", $"/2010-04-01/Accounts/{TwilioSome.AccountSid}.json", "200" },
        {
            "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json",
            $"/2010-04-01/Accounts/{TwilioSome.AccountSid}/IncomingPhoneNumbers.json?PhoneNumber=%2B15005550006", "200"
        },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_fits_the_description(string path, string request, string status)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        using var http = StandInTwilioTests.Authorized(twilio);
        twilio.SetOutcome("+254700000001", StandInOutcome.Undelivered(30003));
        await under.Gateway.SendAsync(TwilioSome.Sms(to: "+254700000001"), Token);
        await twilio.FinishAsync(Token);
        await under.Gateway.SendAsync(TwilioSome.Sms(account: TwilioSome.Account with { Sender = TwilioSome.Service }), Token);

        using var response = await http.GetAsync(request.Replace("@sid", twilio.Messages[0].Sid, StringComparison.Ordinal), Token);

        $"{(int)response.StatusCode}".ShouldBe(status);
        await ShouldFitAsync(response, path, "get", status);
    }

    [Theory]
    [InlineData("201", "To=%2B254712345678&From=%2B15005550006&Body=x")]
    [InlineData("201", "To=%2B254712345678&MessagingServiceSid=" + TwilioSome.Service + "&Body=x")]
    [InlineData("400", "To=nobody&From=%2B15005550006&Body=x")]
    [InlineData("400", "From=%2B15005550006&Body=x")]
    [InlineData("400", "To=%2B254712345678&From=%2B15005550006")]
    [InlineData("400", "To=%2B254712345678&Body=x")]
    [InlineData("400", "To=%2B254712345678&From=%2B15005550006&Body=x&StatusCallback=https%3A%2F%2Fa_b.example%2F")]
    public async Task The_answer_to_a_create_request_fits_the_description(string status, string form)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var http = StandInTwilioTests.Authorized(twilio);
        using var content = new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded"));

        using var response = await http.PostAsync($"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages.json", content, Token);

        $"{(int)response.StatusCode}".ShouldBe(status);
        await ShouldFitAsync(response, "/2010-04-01/Accounts/{AccountSid}/Messages.json", "post", status);
    }

    [Fact]
    public async Task Without_credentials_the_answer_is_401()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var http = new HttpClient { BaseAddress = twilio.Url };

        using var response = await http.GetAsync($"/2010-04-01/Accounts/{TwilioSome.AccountSid}.json", Token);

        $"{(int)response.StatusCode}".ShouldBe("401");
        await ShouldFitAsync(response, "/2010-04-01/Accounts/{Sid}.json", "get", "401");
        twilio.Requests.Unauthorized.ShouldBe(1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task ShouldFitAsync(HttpResponseMessage response, string path, string method, string status)
    {
        var schema = Description.RootElement.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses")
            .GetProperty(status).GetProperty("content").GetProperty("application/json").GetProperty("schema");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));

        Problems(schema, answer.RootElement, "answer").ShouldBeEmpty();
    }

    private static IEnumerable<string> Problems(JsonElement schema, JsonElement value, string where)
    {
        schema = Resolve(schema);
        if (value.ValueKind == JsonValueKind.Null)
        {
            return IsTrue(schema, "nullable") ? [] : [$"{where} must not be null"];
        }

        return schema.GetProperty("type").GetString() switch
        {
            "object" => ObjectProblems(schema, value, where),
            "array" => value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().SelectMany((item, index) => Problems(schema.GetProperty("items"), item, $"{where}[{index}]"))
                : [$"{where} must be an array"],
            "string" => StringProblems(schema, value, where),
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? [] : [$"{where} must be an integer"],
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? [] : [$"{where} must be a boolean"],
            var other => [$"{where}: unknown type {other}"],
        };
    }

    private static IEnumerable<string> ObjectProblems(JsonElement schema, JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [$"{where} must be an object"];
        }

        if (!schema.TryGetProperty("properties", out var properties))
        {
            return [];
        }

        var missing = schema.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _))
            : [];
        return missing.Select(name => $"{where}.{name} is missing").Concat(value.EnumerateObject().SelectMany(property =>
            properties.TryGetProperty(property.Name, out var expected)
                ? Problems(expected, property.Value, $"{where}.{property.Name}")
                : [$"{where}.{property.Name} is not in the description"]));
    }

    private static IEnumerable<string> StringProblems(JsonElement schema, JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return [$"{where} must be a string"];
        }

        var text = value.GetString()!;
        if (schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(word => word.GetString() != text))
        {
            return [$"{where}: {text} is none of the words"];
        }

        if (schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
        {
            return [$"{where}: {text} does not match"];
        }

        var isDate = schema.TryGetProperty("format", out var format) && format.GetString() == "date-time-rfc-2822";
        return isDate && !DateTimeOffset.TryParseExact(text, "ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? [$"{where}: {text} is no RFC 2822 date"] : [];
    }

    private static JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? Description.RootElement.GetProperty("components").GetProperty("schemas")
                .GetProperty(reference.GetString()!["#/components/schemas/".Length..])
            : schema;

    private static bool IsTrue(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;
}
