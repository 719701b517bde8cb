using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>What several payments of one loan ask the core, by what their text tells.</summary>
public sealed class SharedLookupTests
{
    [Fact]
    public async Task A_text_without_a_balance_asks_for_the_loan_once_for_payments_that_come_together()
    {
        await using var stage = await StageAsync("Thank you, {{name}}. We received {{amount}} for loan {{account}}.");

        await stage.PayAsync(100m);
        await stage.PayAsync(200m);

        stage.Asked.ShouldBe(1);
        stage.Texts.ShouldBe(["Thank you, Jane Wanjiru. We received KES 100.00 for loan 000000031.", "Thank you, Jane Wanjiru. We received KES 200.00 for loan 000000031."]);
    }

    [Fact]
    public async Task A_text_with_a_balance_tells_each_payment_its_own()
    {
        await using var stage = await StageAsync("{{amount}} received.{{#if outstanding}} You owe {{outstanding}}.{{/if}}");

        await stage.PayAsync(100m);
        await stage.PayAsync(200m);

        stage.Asked.ShouldBe(2);
        stage.Texts.ShouldBe(["KES 100.00 received. You owe KES 9,900.00.", "KES 200.00 received. You owe KES 9,700.00."]);
    }

    [Fact]
    public async Task A_balance_knows_of_a_payment_that_the_core_commits_while_it_is_asked()
    {
        await using var stage = await StageAsync("{{amount}} received. You owe {{outstanding}}.");

        await stage.PayBeforeCommitAsync(100m);

        stage.Texts.ShouldBe(["KES 100.00 received. You owe KES 9,900.00."]);
    }

    private static async Task<Stage> StageAsync(string text)
    {
        var app = new SmsBridgeApp();
        app.Settings["Templates:Texts:LOAN REPAYMENT"] = text;
        await app.InitializeAsync();
        return new Stage(app, await RelayDriver.RegisterAsync(app));
    }

    private sealed class Stage(SmsBridgeApp app, RelayDriver relay) : IAsyncDisposable
    {
        private const long Client = 7;
        private const long Loan = 31;

        private static readonly DateOnly Today = new(2026, 11, 21);

        /// <summary>How often the core was asked for the loan itself.</summary>
        public int Asked => app.Core.Requests.Count(request => request.Path.EndsWith("/loans/31", StringComparison.Ordinal));

        public List<string> Texts => RelayDriver.Sent(app);

        public async Task PayAsync(decimal amount)
        {
            if (Texts.Count == 0)
            {
                AddBooks();
            }

            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await PostAsync(relay.Core.AddRepayment(Loan, amount, Today), amount);
            await app.DrainAsync();
        }

        /// <summary>The core tells of the payment first, and has it in its books when it is asked about the transaction.</summary>
        public async Task PayBeforeCommitAsync(decimal amount)
        {
            AddBooks();
            relay.Core.AddLoan(Loan + 1, Client, 1m);
            var next = relay.Core.AddRepayment(Loan + 1, 1m, Today) + 1;
            var (asked, committed) = (new TaskCompletionSource(), new TaskCompletionSource());
            app.Core.Faults.Plan = path =>
            {
                if (!path.Contains("/transactions/", StringComparison.Ordinal))
                {
                    return null;
                }

                asked.TrySetResult();
                return new CoreFault(path) { Until = committed.Task };
            };
            await PostAsync(next, amount);

            var draining = app.DrainAsync();
            await asked.Task;
            Asked.ShouldBe(0, "the loan may be older than the payment");
            relay.Core.AddRepayment(Loan, amount, Today).ShouldBe(next);
            committed.SetResult();
            await draining;
        }

        private void AddBooks()
        {
            relay.Core.AddClient(Client, "Jane Wanjiru", "0712345678");
            relay.Core.AddLoan(Loan, Client, 10_000m);
        }

        private async Task PostAsync(long transaction, decimal amount)
        {
            using var answer = await relay.Hooks.PostRepaymentAsync(new HookRepayment(Loan, transaction, amount) { ClientId = Client }, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
