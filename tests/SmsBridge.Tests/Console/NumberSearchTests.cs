using System.Globalization;
using System.Net;
using SmsBridge.Insight.MessageList;

namespace SmsBridge.Tests.Console;

/// <summary>Who sees numbers masked finds out none by searching for all that it could be.</summary>
public class NumberSearchTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    [Fact]
    public async Task Whole_numbers_are_looked_for_so_often_a_day_without_the_right_to_see_them()
    {
        var tenant = await console.App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await console.App.DrainAsync();
        var viewer = $"Viewer;{tenant.Id}";
        (await console.ListAsync(Query("+254712345678"), viewer)).ShouldBe([eventId]);
        for (var guess = 1; guess < NumberSearches.MostPerDay; guess++)
        {
            (await StatusAsync(Guess(guess), viewer)).ShouldBe(HttpStatusCode.OK);
        }

        (await StatusAsync(Guess(300), viewer)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(Guess(301), viewer)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(Guess(302), viewer, "messages.csv")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await console.PageAsync("/console/messages" + Query(Guess(303)), viewer)).ShouldContain(NumberSearches.Refusal);
        (await AuditAsync()).ShouldBe(["anna the Viewer"]);

        (await console.ListAsync(Query("+254712345678"), viewer)).ShouldBe([eventId], "it was looked for before");
        (await console.ListAsync("?q=5678", viewer)).ShouldBe([eventId], "everybody sees these");
        (await StatusAsync(Guess(300), $"Support;{tenant.Id}")).ShouldBe(HttpStatusCode.OK);
        console.App.Clock.Advance(TimeSpan.FromDays(1));
        (await StatusAsync(Guess(300), viewer)).ShouldBe(HttpStatusCode.OK);
    }

    private Task<List<string>> AuditAsync() => console.App.QueryAsync<string>("SELECT actor FROM audit WHERE action = 'number_searches'");

    private async Task<HttpStatusCode> StatusAsync(string number, string who, string list = "messages")
    {
        using var client = console.As(who);
        using var answer = await client.GetAsync($"/api/{list}{Query(number)}", TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static string Guess(int number) => string.Create(CultureInfo.InvariantCulture, $"+254712000{number:000}");

    private static string Query(string text) => "?q=" + Uri.EscapeDataString(text);
}
