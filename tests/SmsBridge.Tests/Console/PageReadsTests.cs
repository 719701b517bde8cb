using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>What a page reads takes its turn as every other read: pages that read at once held the threads that take hooks.</summary>
public class PageReadsTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory(Timeout = 60_000)]
    [InlineData("/console/messages")]
    [InlineData("/console/reports")]
    [InlineData("/console/tenants")]
    public async Task Who_has_many_readings_under_way_waits_for_them_with_a_page_and_nobody_else_does(string url)
    {
        var tenant = await app.NewTenantAsync();
        using var busyOne = await app.SignInAsAsync(OperatorRole.Viewer);
        var id = (await app.QueryAsync<long>("SELECT MAX(id) FROM operator")).Single();
        using var other = await app.SignInAsAsync(OperatorRole.Viewer);
        Task<HttpResponseMessage> waiting;
        await using (new BusyReaders(app.Services.GetRequiredService<Database>(), 40, $"operator {id}"))
        {
            waiting = busyOne.GetAsync(url, TestContext.Current.CancellationToken);
            for (var page = 0; page < 5; page++)
            {
                (await StatusAsync(other, url)).ShouldBe(HttpStatusCode.OK);
            }

            (await tenant.RepayAsync()).ShouldBeGreaterThan(0);
            waiting.IsCompleted.ShouldBeFalse();
        }

        using var answer = await waiting;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
