using System.Text.Json;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>The trace a gateway before the core names in <c>traceparent</c> leads to the message: https://www.w3.org/TR/trace-context/.</summary>
public sealed class HookTraceTests(ConsoleApp console) : IClassFixture<ConsoleApp>, IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private RelayDriver _relay = null!;

    public async ValueTask InitializeAsync() => _relay = await RelayDriver.RegisterAsync(console.App);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_trace_of_a_hook_is_shown_with_its_message()
    {
        await HookAsync(21, $"00-{Trace}-00f067aa0ba902b7-01");
        await console.App.DrainAsync();

        (await DetailAsync()).GetProperty("traceId").GetString().ShouldBe(Trace);
        (await console.PageAsync($"/console/messages/{_relay.LastEvent()}")).ShouldContain(Trace);
    }

    /// <summary>A number that a server makes up for itself leads nowhere and is not kept.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData($"00-{Trace}-00f067aa0ba902b7-01-more-of-it")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    public async Task Without_a_trace_that_can_be_read_there_is_none(string? traceparent)
    {
        await HookAsync(22, traceparent);
        await console.App.DrainAsync();

        (await DetailAsync()).TryGetProperty("traceId", out _).ShouldBeFalse();
        (await console.PageAsync($"/console/messages/{_relay.LastEvent()}")).ShouldNotContain("Trace of its hook");
    }

    private async Task HookAsync(long client, string? traceparent)
    {
        using var http = console.App.CreateClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("traceparent", traceparent is null ? [] : [traceparent]);
        _relay.Core.AddClient(client, "Jane Wanjiru", "0712345678");
        var hooks = new CoreHooks(http, Generation.G4, $"{http.BaseAddress}modules/sms/", _relay.Core.Id) { ApiKey = _relay.Hooks.ApiKey };
        using var answer = await hooks.PostClientCreatedAsync(1, client, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> DetailAsync()
    {
        using var client = console.As("Admin;*");
        using var answer = await client.GetAsync($"/api/messages/{_relay.LastEvent()}", TestContext.Current.CancellationToken);
        return await Json.ReadAsync(answer);
    }
}
