using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Demo;

/// <summary>Something the tour promised did not happen; the message says what.</summary>
internal sealed class DemoException(string message) : Exception(message)
{
    public static void Unless([DoesNotReturnIf(false)] bool happened, string message)
    {
        if (!happened)
        {
            throw new DemoException(message);
        }
    }
}

/// <summary>What a core does, step by step, and what comes of it.</summary>
internal sealed class DemoTour(DemoStage stage, TextWriter output)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <returns>The tenant's API key.</returns>
    /// <exception cref="DemoException">Something is missing.</exception>
    public async Task<string> TakeAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new Narrator(output));
        var hooks = new CoreHooks(http, stage.Core.Generation, new Uri(stage.Bridge.Url, "/modules/sms/").AbsoluteUri, DemoBank.Tenant);

        await TellAsync($"1. The core registers tenant \"{DemoBank.Tenant}\" with the bridge, as it does before its first event.",
            "The bridge asks the core and Twilio whether the credentials are good, and answers with an API key.");
        var apiKey = await hooks.RegisterAsync(DemoBank.Registration(stage.Core), cancellationToken);

        await TellAsync($"2. Client {DemoBank.ClientId}, {DemoBank.ClientName}, is created in the core: it posts its hook.",
            "The bridge stores the event on disk, answers, and does the rest on its own time.");
        await CheckAsync(hooks.PostClientCreatedAsync(officeId: 1, DemoBank.ClientId, cancellationToken));
        await WaitForSmsAsync(1, cancellationToken); // SMS leave side by side; a person would not repay before the welcome is there

        await TellAsync(string.Create(CultureInfo.InvariantCulture, $"3. She repays {DemoBank.Amount:0.00} on loan {DemoBank.LoanId}: transaction {stage.Repayments[0]}."),
            "The hook names ids only; name, number, amount and date the bridge looks up in the core.");
        await CheckAsync(hooks.PostRepaymentAsync(
            new HookRepayment(DemoBank.LoanId, stage.Repayments[0], DemoBank.Amount) { ClientId = DemoBank.ClientId, Date = stage.Today }, cancellationToken));

        await TellAsync("4. The SMS arrive at Twilio, which reports their delivery back to the bridge with signed callbacks.");
        await WaitForDeliveryAsync(2, cancellationToken);
        await WaitForEventLogAsync(2, apiKey, cancellationToken);
        foreach (var message in stage.Twilio.Messages)
        {
            await output.WriteLineAsync(StandInOverview.Describe(message));
        }

        await output.WriteLineAsync("Both SMS were delivered at Twilio, and the bridge's own event log says so too.");

        await TellAsync("5. Five kinds of events: the tenant switches them on, and has the clients of one office written to in Swahili.",
            "Each happens to a client of the head office and to one of that office.");
        await new DemoEvents(stage, apiKey, output).PlayAsync(cancellationToken);
        await WaitForDeliveryAsync(2 + DemoEvents.Messages, cancellationToken);
        await WaitForEventLogAsync(2 + DemoEvents.Messages, apiKey, cancellationToken);
        await output.WriteLineAsync();
        await output.WriteLineAsync("All of them were delivered too.");
        return apiKey;
    }

    private static async Task CheckAsync(Task<HttpResponseMessage> posting)
    {
        using var answer = await posting;
        DemoException.Unless(answer.IsSuccessStatusCode, $"The bridge did not take a hook: HTTP {(int)answer.StatusCode}.");
    }

    private async Task WaitForSmsAsync(int count, CancellationToken cancellationToken)
    {
        while (stage.Twilio.Messages.Count < count)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private async Task WaitForDeliveryAsync(int expected, CancellationToken cancellationToken)
    {
        try
        {
            while (stage.Twilio.Messages.Count(message => message.Status == "delivered") < expected)
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException exception)
        {
            var statuses = string.Join(", ", stage.Twilio.Messages.Select(message => message.Status));
            throw new OperationCanceledException($"Of {expected} SMS, {stage.Twilio.Messages.Count} reached Twilio ({statuses}).", exception, cancellationToken);
        }
    }

    private async Task WaitForEventLogAsync(int expected, string apiKey, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-Fineract-API-Key", apiKey);
        List<string?> statuses = [];
        try
        {
            do
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
                using var page = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(stage.Bridge.Url, $"/modules/sms/events/{DemoBank.Tenant}"), cancellationToken));
                statuses = [.. page.RootElement.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("status").GetString())];
            }
            while (statuses.Count != expected || !statuses.TrueForAll(static status => status == "delivered"));
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException($"All {expected} SMS were delivered, but the bridge's event log says: {string.Join(", ", statuses)}.", exception, cancellationToken);
        }
    }

    private async Task TellAsync(params IReadOnlyList<string> lines)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync(lines[0]);
        foreach (var line in lines.Skip(1))
        {
            await output.WriteLineAsync($"   {line}");
        }
    }
}
