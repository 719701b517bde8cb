using System.Net;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>From the hook to the SMS, over the whole application.</summary>
public class HookToSmsTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_repayment_hook_becomes_one_sms_with_amount_account_and_date()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        app.Core.AddTenant("bank-a", new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password)).AddClient(7, "Jane Wanjiru", "0712 345 678");
        var tenant = app.AddCoreTenant("bank-b");
        tenant.AddClient(7, "Jane Wanjiru", "0712 345 678");
        var loan = tenant.AddLoan(31, 7, 10_000m);
        var transaction = tenant.AddRepayment(loan.Id, 1_500m, new DateOnly(2026, 11, 21));
        var hooks = app.Hooks(await app.RegisterAsync("bank-b"), "bank-b");

        using var answer = await hooks.PostRepaymentAsync(7, loan.Id, transaction, 1_500m, cancellationToken);
        using var again = await hooks.PostRepaymentAsync(7, loan.Id, transaction, 1_500m, cancellationToken);
        await app.DrainAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        var sms = app.Gateway.Sent.ShouldHaveSingleItem();
        sms.To.Value.ShouldBe(Some.Mobile);
        sms.Account.Sender.ShouldBe(Some.Sender);
        sms.Body.ShouldBe("Thank you, Jane Wanjiru. We received KES 1,500.00 for loan 000000031 on 21 November 2026.");
    }
}
