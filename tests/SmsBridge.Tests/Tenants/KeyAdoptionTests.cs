using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>A bridge whose database is gone, and a core that posts as before.</summary>
public sealed class KeyAdoptionTests : IAsyncLifetime
{
    private const string Key = "a-key-of-a-bridge-that-has-forgotten-it-long-ago";
    private const string Service = "smsbridge";

    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _app.Settings[$"Core:Tenants:{Some.Tenant}:Endpoint"] = _app.Core.Endpoint.AbsoluteUri;
        _app.Settings[$"Core:Tenants:{Some.Tenant}:Username"] = Service;
        _app.Settings[$"Core:Tenants:{Some.Tenant}:Password"] = "pw";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_hook_with_the_key_the_core_holds_is_kept_and_its_sms_goes_out_and_somebody_is_told()
    {
        var books = Books("READ_CLIENT", "READ_LOAN", "READ_OFFICE", "READ_HOOK");

        var answers = await Task.WhenAll(Enumerable.Range(1, 5).Select(number => PostAsync(books, Key, number))); // what a core posts at once
        await _app.DrainAsync();

        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
        _app.Gateway.Sent.Count.ShouldBe(5);
        _app.Gateway.Sent[0].Account.Sender.ShouldBe(Some.Sender);
        _app.Core.Requests.Count(request => request.Path.EndsWith("/hooks", StringComparison.Ordinal)).ShouldBe(1);
        using var browser = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([Some.Tenant]));
        (await ConsolePages.PageAsync(browser, "/console")).ShouldContain("was not on record here any more; it was taken up again");
        (await _app.QueryAsync<string>("SELECT action FROM audit WHERE action = 'key_adopt'")).ShouldHaveSingleItem();
        (await PostAsync(books, Key, 9)).ShouldBe(HttpStatusCode.OK);
        _app.Core.Requests.Count(request => request.Path.EndsWith("/hooks", StringComparison.Ordinal)).ShouldBe(1, "it is known now");
    }

    [Fact]
    public async Task A_key_the_core_does_not_hold_opens_nothing_and_is_asked_about_a_few_times_a_minute()
    {
        var books = Books("READ_CLIENT", "READ_LOAN", "READ_OFFICE", "READ_HOOK");

        for (var number = 0; number < 10; number++)
        {
            (await PostAsync(books, $"{Key}-{number}", 1)).ShouldBe(HttpStatusCode.Unauthorized);
        }

        _app.Services.GetRequiredService<TenantDirectory>().Find(Some.Tenant).ShouldBeNull();
        _app.Core.Requests.Count(request => request.Path.EndsWith("/hooks", StringComparison.Ordinal)).ShouldBe(6);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await PostAsync(books, Key, 1)).ShouldBe(HttpStatusCode.OK, "the next minute is another one");
    }

    [Fact]
    public async Task Made_up_keys_do_not_use_up_the_question_for_the_right_one()
    {
        var books = Books("READ_CLIENT", "READ_LOAN", "READ_OFFICE", "READ_HOOK");
        for (var number = 0; number < 10; number++)
        {
            await PostAsync(books, $"{Key}-{number}", 1);
        }

        (await PostAsync(books, Key, 1)).ShouldBe(HttpStatusCode.OK);
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _app.Core.Requests.Count(request => request.Path.EndsWith("/hooks", StringComparison.Ordinal)).ShouldBe(7);
    }

    [Fact]
    public async Task A_user_that_may_not_read_hooks_or_a_provider_that_says_no_leaves_it_refused()
    {
        (await PostAsync(Books("READ_CLIENT", "READ_LOAN", "READ_OFFICE"), Key, 1)).ShouldBe(HttpStatusCode.Unauthorized);

        _app.Gateway.NextCheck = new AccountCheck.Refused("smsProviderToken", "Not this token.");
        (await PostAsync(Books("READ_CLIENT", "READ_LOAN", "READ_OFFICE", "READ_HOOK"), Key, 1)).ShouldBe(HttpStatusCode.Unauthorized);

        _app.Services.GetRequiredService<TenantDirectory>().Find(Some.Tenant).ShouldBeNull();
    }

    [Fact]
    public async Task A_tenant_that_was_deleted_here_does_not_come_back_by_itself()
    {
        var books = Books("READ_CLIENT", "READ_LOAN", "READ_OFFICE", "READ_HOOK");
        await PostAsync(books, Key, 1);
        (await _app.Services.GetRequiredService<TenantVerbs>().DeleteAsync(Caller.CommandLine, Some.Tenant, Some.Tenant)).ShouldBeOfType<Outcome.Done>();
        _app.Core.ForgetRequests();

        (await PostAsync(books, Key, 2)).ShouldBe(HttpStatusCode.Unauthorized);

        _app.Core.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_user_of_the_operators_no_core_is_asked()
    {
        var books = _app.AddCoreTenant("other");
        AddHook(books);

        using var answer = await _app.Hooks(Key, "other").PostClientCreatedAsync(1, 7, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _app.Core.Requests.ShouldBeEmpty();
    }

    private StandInTenant Books(params string[] permissions)
    {
        var books = _app.Core.AddTenant(Some.Tenant, new StandInUser(Service, "pw") { Permissions = permissions });
        books.AddClient(7, "Jane Wanjiru", "0712 345 678");
        books.AddLoan(31, 7, 10_000m);
        AddHook(books);
        return books;
    }

    private static void AddHook(StandInTenant books) => books.Hooks.Add(new StandInHook(
        0, StandInHookTemplate.SmsBridge, "SMS", IsActive: true, [("CLIENT", "CREATE"), ("LOAN", "REPAYMENT")],
        [
            KeyValuePair.Create("Payload URL", "http://localhost/modules/sms/"), KeyValuePair.Create("SMS Provider", "twilio"), KeyValuePair.Create("Phone Number", Some.Sender),
            KeyValuePair.Create("SMS Provider Account Id", Some.AccountSid), KeyValuePair.Create("SMS Provider Token", Some.AuthToken), KeyValuePair.Create("Api Key", Key),
        ], new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 1)));

    private async Task<HttpStatusCode> PostAsync(StandInTenant books, string key, int number)
    {
        var transaction = books.AddRepayment(31, number, new DateOnly(2026, 11, 21));
        using var answer = await _app.Hooks(key).PostRepaymentAsync(7, 31, transaction, number, Cancellation);
        return answer.StatusCode;
    }
}
