using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tests.Documents;
using SmsBridge.Tests.Support;

#pragma warning disable MA0002 // Shouldly compares names as they are

namespace SmsBridge.Tests.Console;

/// <summary><c>/openapi/v1.json</c>: every route is in it, and it changes only on purpose.</summary>
public sealed partial class ApiDescriptionTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    /// <summary>Starts of paths that are not described, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["/console"] = "pages, their forms and their files: for browsers",
        ["/openapi"] = "the document itself",
        ["/_framework"] = "the framework's own, of pages",
        ["/_blazor"] = "the framework's own, of pages",
        ["/{endPoint}"] = "the message gateway's calls behind the core's end_point: the same as without",
        ["/sms%2Freport"] = "the same as /sms/report, with the slash as a core encodes it",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_is_described_or_an_exception_with_a_reason()
    {
        var described = Operations(await DocumentAsync()).Select(operation => $"{operation.Method} {operation.Path}").ToHashSet(StringComparer.Ordinal);

        var missing = Routes().Where(route => !described.Contains(route) && !Exceptions.Keys.Any(start => Path(route).StartsWith(start, StringComparison.Ordinal)));

        missing.ShouldBeEmpty($"describe it where it is mapped (Web/Description), or name it in {nameof(Exceptions)} with its reason");
        described.ShouldContain("GET /health/live");
        described.ShouldContain("GET /health/ready");
        described.ShouldNotContain(operation => Path(operation).StartsWith("/console", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_operation_says_who_may_call_it_what_it_takes_and_what_it_answers()
    {
        var document = await DocumentAsync();
        var schemes = document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => scheme.Name).ToList();
        var operations = Operations(document).ToList();
        List<string> faults = [];
        foreach (var (method, path, operation) in operations)
        {
            var name = $"{method} {path}";
            Complain(operation.TryGetProperty("operationId", out _), name, "has no operationId");
            Complain(operation.TryGetProperty("summary", out _), name, "has no summary");
            Complain(operation.TryGetProperty("tags", out var tags) && tags.GetArrayLength() == 1 && tags[0].GetString() != "SmsBridge", name, "has no tag of its own");
            Complain(operation.TryGetProperty("security", out var security), name, "does not say who may call it");
            Complain(
                security.ValueKind != JsonValueKind.Array || security.EnumerateArray().SelectMany(way => way.EnumerateObject()).All(scheme => schemes.Contains(scheme.Name)), name,
                "names a scheme that is not described");
            var parameters = operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToList() : [];
            var inPath = parameters.Where(parameter => parameter.Text("in") == "path").Select(parameter => parameter.Text("name")!).ToList();
            Complain(inPath.Order(StringComparer.Ordinal).SequenceEqual(PathParameter().Matches(path).Select(match => match.Value.Trim('{', '}')).Order(StringComparer.Ordinal)), name, "does not describe its path");
            Complain(parameters.Select(parameter => parameter.Text("in") + parameter.Text("name")).Distinct(StringComparer.Ordinal).Count() == parameters.Count, name, "describes a parameter twice");
            Complain(operation.GetProperty("responses").EnumerateObject().Any(answer => answer.Name.StartsWith('2')), name, "has no good answer");
            Complain(method is "GET" or "HEAD" || security.GetArrayLength() == 0 || operation.GetProperty("responses").EnumerateObject().Any(answer => answer.Name is "401" or "403"), name, "does not say how it refuses");
        }

        faults.ShouldBeEmpty();
        var ids = operations.ConvertAll(operation => operation.Operation.Text("operationId")!);
        ids.ShouldBeUnique();

        void Complain(bool isRight, string name, string words)
        {
            if (!isRight)
            {
                faults.Add($"{name} {words}");
            }
        }
    }

    [Fact]
    public async Task Members_that_answers_leave_out_are_not_required_and_summaries_are_the_routes_own()
    {
        var document = await DocumentAsync();

        var required = document.GetProperty("components").GetProperty("schemas").GetProperty("TenantView").GetProperty("required").EnumerateArray().Select(name => name.GetString()).ToList();
        required.ShouldContain("tenantId");
        required.ShouldNotContain("endpoint");
        required.ShouldNotContain("pause");
        document.GetProperty("paths").GetProperty("/modules/sms").GetProperty("post").Text("summary").ShouldBe("Takes a hook of the \"SMS Bridge\" template.");
    }

    [Theory]
    [InlineData("/modules/sms", "post", "apiKey", "X-Fineract-Entity")]
    [InlineData("/modules/sms/events/{tenantId}", "get", "apiKeyMifos", null)]
    [InlineData("/webhook/subscribe", "post", "partnerTimestamp", null)]
    [InlineData("/twilio/status/{messageId}", "post", "twilio", null)]
    [InlineData("/api/messages/{id}/resend", "post", "session", "X-SmsBridge")]
    public async Task Who_may_call_is_said_in_the_terms_of_each_way_in(string path, string method, string scheme, string? header)
    {
        var operation = (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method);

        operation.GetProperty("security").EnumerateArray().SelectMany(way => way.EnumerateObject()).Select(named => named.Name).ShouldContain(scheme);
        if (header is not null)
        {
            operation.GetProperty("parameters").EnumerateArray().ShouldContain(parameter => parameter.Text("name") == header && parameter.Text("in") == "header");
        }
    }

    [Fact]
    public async Task The_document_is_the_approved_one()
    {
        var now = JsonSerializer.Serialize(await DocumentAsync(), Indented).ReplaceLineEndings("\n") + "\n";
        if (DocumentFiles.IsUpdate)
        {
            await File.WriteAllTextAsync(SourceFile(), now, Token);
            return;
        }

        var approved = await File.ReadAllTextAsync(System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "openapi.json"), Token);
        var (line, was, isNow) = DocumentFiles.FirstDifference(approved, now);

        (now == approved).ShouldBeTrue(
            $"The API's description differs from tests/SmsBridge.Tests/Data/openapi.json, first in line {line}:\n  approved: {was}\n  now:      "
            + $"{isNow}\nIf that is meant, run this test with {DocumentFiles.Update}=1, read the difference and commit the file.");
    }

    [Fact]
    public async Task Strangers_see_neither_document_nor_page()
    {
        using var stranger = console.As(null);

        using var document = await stranger.GetAsync("/openapi/v1.json", Token);
        using var page = await stranger.GetAsync("/console/api-docs", Token);

        document.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        page.StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_page_lets_in_no_script_but_its_own_and_no_other_page_changes()
    {
        using var client = console.As("Viewer;*");
        using var page = await client.GetAsync("/console/api-docs/", Token);
        using var again = await client.GetAsync("/console/api-docs/", Token);
        using var other = await client.GetAsync("/console/messages", Token);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("script-src 'nonce-");
        policy.ShouldContain("connect-src 'self'");
        policy.ShouldNotContain("http");
        again.Headers.GetValues("Content-Security-Policy").Single().ShouldNotBe(policy, "a nonce is for one answer");
        (await page.Content.ReadAsStringAsync(Token)).ShouldNotContain("https://");
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        other.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("unsafe");
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string SourceFile([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "Data", "openapi.json");

    private static string Path(string route) => route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    private async Task<JsonElement> DocumentAsync()
    {
        using var client = console.As("Viewer;*");
        using var answer = await client.GetAsync("/openapi/v1.json", Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await Json.ReadAsync(answer);
    }

    private IEnumerable<string> Routes() =>
        from endpoint in console.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]
        select $"{method} /{Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "")}";

    [GeneratedRegex(":[a-z]+(?=})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathParameter();
}
