using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>Exports that are under way, or broken off.</summary>
[FileOnly]
public sealed class ExportTests : IAsyncLifetime
{
    private const int Messages = 20_000; // some megabytes: far more than any buffer between the two

    private readonly ConsoleApp _console = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _console.InitializeAsync();
        await _console.App.NewTenantAsync();
        LogSeed.Fill(_console.App.DatabaseFile, Messages, [1], _console.App.Clock.GetUtcNow());
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Each_operator_has_one_at_a_time_and_all_together_have_two()
    {
        using var anna = _console.As("Admin;*");
        using var ben = _console.As("Support;*");
        using var carl = _console.As("Viewer;*");

        using var first = await BeginAsync(anna);
        using (var again = await BeginAsync(anna))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            again.Headers.RetryAfter.ShouldNotBeNull();
        }

        using var second = await BeginAsync(ben);
        using (var third = await BeginAsync(carl))
        {
            third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await third.Content.ReadAsStringAsync(Token)).ShouldContain("Operators:ExportsAtOnce");
        }

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        Lines(await first.Content.ReadAsStringAsync(Token)).ShouldBe(Messages + 1);
        (await _console.App.QueryAsync<long>("SELECT COUNT(*) FROM audit WHERE action = 'export'")).ShouldBe([2]);
    }

    [Fact]
    public async Task One_that_is_broken_off_gives_its_place_back()
    {
        using var anna = _console.As("Admin;*");
        for (var time = 0; time < 3; time++)
        {
            var taken = await Eventually.BecomesAsync(
                async () =>
                {
                    using var answer = await BeginAsync(anna); // left in the middle
                    return answer.StatusCode;
                },
                status => status == HttpStatusCode.OK, "a place for an export");
            taken.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task One_that_is_refused_for_another_reason_holds_none()
    {
        using var anna = _console.As("Admin;*");
        for (var time = 0; time < 3; time++)
        {
            using var answer = await anna.GetAsync("/api/messages.csv?status=nothing", Token);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    private static Task<HttpResponseMessage> BeginAsync(HttpClient who) =>
        who.GetAsync("/api/messages.csv?when=all", HttpCompletionOption.ResponseHeadersRead, Token);

    private static int Lines(string csv) => csv.Count(character => character == '\n');
}
