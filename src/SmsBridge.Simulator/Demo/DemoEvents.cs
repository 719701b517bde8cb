using SmsBridge.Simulator.Core;

namespace SmsBridge.Simulator.Demo;

/// <summary>Five kinds of events, each of a client who is written to in English and of one who is in Swahili, by the office they belong to.</summary>
internal sealed class DemoEvents(DemoStage stage, string apiKey, TextWriter output)
{
    public const int Languages = 2;

    private const string Office = "Mombasa";
    private const int OfficeId = 2;
    private const decimal Amount = 2_500m;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private static readonly (string Language, StandInClient Client)[] Clients =
    [
        ("English", new StandInClient(9, "Amina Njeri", "0712 345 679")),
        ("Swahili", new StandInClient(10, "Juma Mwangi", "0712 345 680") { OfficeId = OfficeId }),
    ];

    private static readonly Kind[] Kinds =
    [
        new("LOAN_APPROVE", "A loan is approved", static (books, client, _) =>
        {
            var loan = books.AddLoan(new StandInLoan((client * 10) + 1, client, 10_000m) { StatusId = 200 });
            return new HookEvent("LOAN", "APPROVE") { ClientId = client, LoanId = loan.Id, ResourceId = loan.Id };
        }),
        new("LOAN_DISBURSE", "A loan is paid out", static (books, client, day) =>
        {
            var loan = books.AddLoan((client * 10) + 2, client, 10_000m);
            var paid = books.AddTransaction(new StandInTransaction((client * 100) + 1, loan.Id, loan.Principal, day) { TypeId = 1 });
            return new HookEvent("LOAN", "DISBURSE") { ClientId = client, LoanId = loan.Id, ResourceId = loan.Id, SubResourceId = paid.Id };
        }),
        new("LOAN_REPAYMENT", "A loan is repaid", static (books, client, day) =>
        {
            var loan = books.AddLoan((client * 10) + 3, client, 10_000m);
            return new HookRepayment(loan.Id, books.AddRepayment(loan.Id, Amount, day), Amount) { ClientId = client, Date = day }.ToEvent();
        }),
        new("SAVINGSACCOUNT_DEPOSIT", "Money is paid into savings", static (books, client, day) => OfSavings(books, client, "DEPOSIT", new StandInSavingsTransaction((client * 100) + 2, (client * 10) + 4, Amount, day))),
        new("SAVINGSACCOUNT_WITHDRAWAL", "Money is drawn from savings", static (books, client, day) =>
            OfSavings(books, client, "WITHDRAWAL", new StandInSavingsTransaction((client * 100) + 3, (client * 10) + 5, Amount, day) { TypeId = 2 })),
    ];

    /// <summary>How many SMS they make.</summary>
    public static int Messages => Kinds.Length * Languages;

    /// <summary>Has them happen, one kind after the other, and shows the two SMS of each.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        stage.Books.AddOffice(OfficeId, Office);
        foreach (var (_, client) in Clients)
        {
            stage.Books.AddClient(client);
        }

        using var http = new HttpClient { BaseAddress = stage.Bridge.Url };
        var hooks = new CoreHooks(http, stage.Core.Generation, new Uri(stage.Bridge.Url, "/modules/sms/").AbsoluteUri, DemoBank.Tenant) { ApiKey = apiKey };
        await PutAsync(http, "_language", new { offices = new Dictionary<string, string>(StringComparer.Ordinal) { [Office] = "sw" } }, cancellationToken);
        foreach (var kind in Kinds)
        {
            await PutAsync(http, kind.Event, new { enabled = true }, cancellationToken);
            await PlayAsync(kind, hooks, cancellationToken);
        }
    }

    private async Task PlayAsync(Kind kind, CoreHooks hooks, CancellationToken cancellationToken)
    {
        var before = stage.Twilio.Messages.Count;
        foreach (var (_, client) in Clients)
        {
            using var answer = await hooks.PostAsync(kind.Happen(stage.Books, client.Id, stage.Today) with { OfficeId = client.OfficeId }, cancellationToken);
            DemoException.Unless(answer.IsSuccessStatusCode, $"The bridge did not take the hook of {kind.Event}: HTTP {(int)answer.StatusCode}.");
        }

        await WaitForSmsAsync(kind, before, cancellationToken);
        await output.WriteLineAsync();
        await output.WriteLineAsync($"   {kind.Words} ({kind.Event})");
        foreach (var (language, client) in Clients)
        {
            var message = stage.Twilio.Messages.Skip(before).FirstOrDefault(message => message.To == "+254" + client.MobileNo!.Replace(" ", "", StringComparison.Ordinal)[1..]);
            DemoException.Unless(message is not null, $"{client.DisplayName} got no SMS of {kind.Event}.");
            await output.WriteLineAsync($"     {language}  {message!.Body}");
        }
    }

    private async Task WaitForSmsAsync(Kind kind, int before, CancellationToken cancellationToken)
    {
        try
        {
            while (stage.Twilio.Messages.Count < before + Languages)
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException($"Of {kind.Event} {stage.Twilio.Messages.Count - before} of {Languages} SMS reached Twilio.", exception, cancellationToken);
        }
    }

    private async Task PutAsync(HttpClient http, string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/modules/sms/texts/{DemoBank.Tenant}/{path}") { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Fineract-API-Key", apiKey);
        using var answer = await http.SendAsync(request, cancellationToken);
        DemoException.Unless(answer.IsSuccessStatusCode, $"The bridge did not take {path}: HTTP {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private static HookEvent OfSavings(StandInTenant books, long client, string action, StandInSavingsTransaction booked)
    {
        books.Accounts.Add(new StandInAccount(StandInAccount.Savings, booked.SavingsId, client) { Balance = 10_000m });
        books.Accounts.Add(booked);
        return new HookEvent("SAVINGSACCOUNT", action) { ClientId = client, SavingsId = booked.SavingsId, ResourceId = booked.Id };
    }

    /// <param name="Happen">Writes it into the books, and says what the core tells of it.</param>
    private sealed record Kind(string Event, string Words, Func<StandInTenant, long, DateOnly, HookEvent> Happen);
}
