using System.Globalization;
using SmsBridge.Faults;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Events;
using SmsBridge.Tests.Intake.Events.Amqp;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Faults;

/// <summary>The real process, killed while it takes from a queue: at any moment, also between storing and settling.</summary>
public sealed class AmqpKillTests
{
    private const int Kills = 4;
    private const int OfRound = 200;
    private const string Tenant = "by-amqp";
    private const int Loan = 1_000_001;

    /// <summary>What a kill left in doubt is looked for among the SMS to its number: of all to one there were too many pages.</summary>
    private const int Clients = 50;

    [Fact]
    public async Task Killed_again_and_again_while_it_takes_events_by_amqp_it_loses_none_and_tells_each_once()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var broker = new AmqpStandIn();
        await using var stage = await FaultStage.SetUpAsync(new FaultStageOptions { Seed = 1, Settings = Settings(broker) }, cancellationToken);
        await stage.RegisterAnotherAsync(Tenant, cancellationToken);
        var books = stage.Cores[^1].AddTenant(Tenant, new StandInUser("mifos", "password")); // as it was registered
        for (var client = 0; client < Clients; client++)
        {
            books.AddClient(7 + client, "Asha", string.Create(CultureInfo.InvariantCulture, $"0712 345 6{client:00}"));
            books.AddLoan(Loan + client, clientId: 7 + client, principal: 1_000_000m);
        }

        for (var round = 0; round < Kills; round++)
        {
            var before = broker.Accepted;
            broker.Publish([.. Enumerable.Range(round * OfRound, OfRound).Select(number => Message(books, number))]);
            await Eventually.BecomesAsync(() => Task.FromResult(broker.Accepted), accepted => accepted > before, "some are settled");
            await stage.Bridge.KillAsync(cancellationToken);
            await stage.Bridge.StartAsync(cancellationToken);
        }

        await Eventually.BecomesAsync(() => Task.FromResult(broker.Left), left => left == 0, "all settled", TimeSpan.FromSeconds(60));
        broker.Accepted.ShouldBe(Kills * OfRound);
        await Eventually.BecomesAsync(() => Task.FromResult(stage.Twilio.Requests.Accepted), sent => sent >= Kills * OfRound, "all told", TimeSpan.FromMinutes(4)); // what a kill left in doubt waits for its lease, then is looked for
        stage.Twilio.Requests.Accepted.ShouldBe(Kills * OfRound);
    }

    private static byte[] Message(StandInTenant books, int number)
    {
        var amount = 100m + (number / 100m);
        var loan = Loan + (number % Clients);
        var transaction = books.AddRepayment(loan, amount, new DateOnly(2026, 11, 21));
        return CoreRecords.Repayment(transaction, loan, amount.ToString(CultureInfo.InvariantCulture)).ToMessage(Tenant, Guid.NewGuid().ToString(), TimeProvider.System.GetUtcNow());
    }

    private static Dictionary<string, string> Settings(AmqpStandIn broker) =>
        new Dictionary<string, string>(StageSettings.ShortWaits(), StringComparer.Ordinal)
        {
            ["ExternalEvents:Brokers:main:Type"] = "Amqp", ["ExternalEvents:Brokers:main:Servers"] = broker.Servers, ["ExternalEvents:Brokers:main:Queue"] = "core-events",
            ["ExternalEvents:Brokers:main:User"] = AmqpStandIn.User, ["ExternalEvents:Brokers:main:Password"] = AmqpStandIn.Password,
            ["ExternalEvents:Brokers:main:StartFrom"] = "2020-01-01T00:00:00Z",
        };
}
