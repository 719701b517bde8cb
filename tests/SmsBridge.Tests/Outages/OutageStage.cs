using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Outages;

/// <summary>
/// The whole application with the way to Twilio it has in earnest, stand-ins at both ends, and a clock that is stepped: an hour passes in
/// seconds. What is posted is remembered, and has its own words, so that the stand-in can be asked how often each went out.
/// </summary>
internal sealed class OutageStage : IAsyncDisposable
{
    private const long Loan = 31;

    /// <summary>Longer than core and Twilio are waited for.</summary>
    private static readonly TimeSpan BeyondTimeouts = TimeSpan.FromSeconds(11);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private readonly Channel<bool> _held = Channel.CreateUnbounded<bool>();
    private readonly Dictionary<long, string> _posted = [];
    private TaskCompletionSource<bool> _undecided = new();
    private Doorway _doorway = null!;
    private CoreHooks _hooks = null!;
    private StandInTenant _books = null!;
    private int _last;

    private OutageStage()
    {
    }

    public SmsBridgeApp App { get; } = new();

    /// <summary>Twilio's, which is right whatever happens to the bridge's.</summary>
    public TestClock TwilioClock { get; } = new();

    public StandInTwilio Twilio { get; private set; } = null!;

    /// <summary>What each event posted says, if it goes out.</summary>
    public IReadOnlyDictionary<long, string> Posted => _posted;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OutageStage> SetUpAsync(params (string Name, string Value)[] settings)
    {
        var stage = new OutageStage();
        await stage.App.InitializeAsync();
        stage.Twilio = await StandInTwilio.StartAsync(timeProvider: stage.TwilioClock);
        stage.Twilio.AddAccount(Some.AccountSid, Some.AuthToken, [Some.Sender]);
        stage._doorway = await Doorway.OpenAsync(Token);
        stage.App.Settings["Twilio:BaseUrl"] = stage.Twilio.Url.GetLeftPart(UriPartial.Authority);
        stage.App.Settings["Bridge:PublicUrl"] = stage._doorway.Url.GetLeftPart(UriPartial.Authority);
        foreach (var (name, value) in settings)
        {
            stage.App.Settings[name] = value;
        }

        stage.App.Replacements.Add(services => services
            .RemoveAll<ISmsGateway>().AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<TwilioGateway>()));
        stage._doorway.LeadTo(stage.App.CreateCaller());
        stage._books = stage.App.AddCoreTenant("bank");
        stage._hooks = stage.App.Hooks(await stage.App.RegisterAsync("bank"), "bank");
        stage._books.AddClient(1, "Asha", "0712 000 001");
        stage._books.AddLoan(Loan, 1, 1_000_000m);
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        _undecided.SetResult(false);
        await App.DisposeAsync();
        await _doorway.DisposeAsync();
        await Twilio.DisposeAsync();
    }

    /// <summary>One hook of each kind, or of fewer.</summary>
    public async Task PostAsync(int kinds = 3)
    {
        var number = ++_last;
        _books.AddClient(1_000 + number, $"Client {number}", string.Create(CultureInfo.InvariantCulture, $"0712 345 {number:000}"));
        var amount = 100m + number;
        var transaction = _books.AddRepayment(Loan, amount, new DateOnly(2026, 11, 21));
        var text = $"Meeting {number}: Tuesday, 10:00.";
        await RememberAsync(_hooks.PostClientCreatedAsync(1, 1_000 + number, Token), $"Welcome, Client {number}! You are now registered with us.");
        if (kinds == 1)
        {
            return;
        }

        await RememberAsync(
            _hooks.PostRepaymentAsync(1, Loan, transaction, amount, Token),
            string.Create(CultureInfo.InvariantCulture, $"Thank you, Asha. We received KES {amount:N2} for loan {Loan:D9} on 21 November 2026."));
        await RememberAsync(_hooks.PostSmsAsync("0712 999 999", text, Token), text);
    }

    /// <summary>Lets time go by in small steps; the relay works at each of them.</summary>
    /// <param name="eachStep">Given the time gone by.</param>
    public async Task PassAsync(TimeSpan time, Func<TimeSpan, Task>? eachStep = null)
    {
        var end = TwilioClock.GetUtcNow() + time;
        for (var left = time; left > TimeSpan.Zero; left = end - TwilioClock.GetUtcNow())
        {
            Advance(left < Step ? left : Step);
            await (eachStep?.Invoke(time - left) ?? Task.CompletedTask);
            await WorkAsync();
        }
    }

    /// <summary>Told by a fault that a caller now waits: nothing goes on before the clock has.</summary>
    public void Holds() => _held.Writer.TryWrite(true);

    /// <summary>A request that is neither answered nor taken while its caller waits.</summary>
    public StandInFault HoldUntaken()
    {
        Holds();
        return new StandInFault.HoldThenDecide(_undecided.Task);
    }

    /// <summary>A request that is taken, and not answered while its caller waits.</summary>
    public StandInFault HoldTaken()
    {
        Holds();
        return new StandInFault.AcceptThenHold(_undecided.Task);
    }

    public Task HoldUntilDecided()
    {
        Holds();
        return _undecided.Task;
    }

    /// <summary>Everything that waits comes to its end, and Twilio tells what became of it.</summary>
    public async Task SettleAsync(TimeSpan within)
    {
        await PassAsync(within);
        (await App.QueryAsync<string>("SELECT reason || ' ' || COALESCE(detail, '') FROM message WHERE due_at IS NOT NULL")).ShouldBeEmpty();
        await Twilio.FinishAsync(Token);
        Twilio.Messages.SelectMany(sms => sms.Callbacks).ShouldAllBe(callback => callback.Answer >= 200 && callback.Answer < 300);
    }

    private void Advance(TimeSpan by)
    {
        TwilioClock.Advance(by);
        App.Clock.Advance(by);
    }

    private async Task WorkAsync()
    {
        var work = App.DrainAsync();
        while (!work.IsCompleted)
        {
            var held = _held.Reader.WaitToReadAsync(Token).AsTask();
            await Task.WhenAny(work, held);
            if (_held.Reader.TryRead(out _))
            {
                Advance(BeyondTimeouts);
                var decided = Interlocked.Exchange(ref _undecided, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
                decided.SetResult(false);
            }
        }

        await work;
    }

    private async Task RememberAsync(Task<HttpResponseMessage> posting, string words)
    {
        using var answer = await posting;
        _posted.Add((await HookReply.ReadAsync(answer)).EventId, words);
    }
}
