using System.Globalization;
using System.Text.Json;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Demo;

/// <summary>Something the tour promised did not happen; the message says what.</summary>
internal sealed class DemoException(string message) : Exception(message);

/// <summary>What a core does, step by step, and what comes of it.</summary>
internal sealed class DemoTour(DemoStage stage, TextWriter output)
{
    private const int Expected = 2;

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
        await WaitForDeliveryAsync(cancellationToken);
        await WaitForEventLogAsync(http: new HttpClient(), apiKey, cancellationToken);
        foreach (var message in stage.Twilio.Messages)
        {
            await output.WriteLineAsync(StandInOverview.Describe(message));
        }

        await output.WriteLineAsync("Both SMS were delivered at Twilio, and the bridge's own event log says so too.");
        return apiKey;
    }

    private static async Task CheckAsync(Task<HttpResponseMessage> posting)
    {
        using var answer = await posting;
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoException($"The bridge did not take a hook: HTTP {(int)answer.StatusCode}.");
        }
    }

    private async Task WaitForSmsAsync(int count, CancellationToken cancellationToken)
    {
        while (stage.Twilio.Messages.Count < count)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private async Task WaitForDeliveryAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (stage.Twilio.Messages.Count(message => message.Status == "delivered") < Expected)
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException exception)
        {
            var statuses = string.Join(", ", stage.Twilio.Messages.Select(message => message.Status));
            throw new OperationCanceledException($"Of {Expected} SMS, {stage.Twilio.Messages.Count} reached Twilio ({statuses}).", exception, cancellationToken);
        }
    }

    private async Task WaitForEventLogAsync(HttpClient http, string apiKey, CancellationToken cancellationToken)
    {
        using (http)
        {
            http.DefaultRequestHeaders.Add("X-Fineract-API-Key", apiKey);
            var statuses = "";
            try
            {
                do
                {
                    await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
                    using var page = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(stage.Bridge.Url, $"/modules/sms/events/{DemoBank.Tenant}"), cancellationToken));
                    statuses = string.Join(", ", page.RootElement.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("status").GetString()));
                }
                while (statuses != "delivered, delivered");
            }
            catch (OperationCanceledException exception)
            {
                throw new OperationCanceledException($"Both SMS were delivered, but the bridge's event log says: {statuses}.", exception, cancellationToken);
            }
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
