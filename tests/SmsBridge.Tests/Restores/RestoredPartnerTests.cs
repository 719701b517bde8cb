using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Restores;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Restores;

/// <summary>A partner of a tenant that is closed is told nothing; another one is.</summary>
public class RestoredPartnerTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    [Fact]
    public async Task A_partner_waits_for_its_own_tenants_and_for_no_other()
    {
        var (closed, open) = (await stage.App.NewTenantAsync(), await stage.App.NewTenantAsync());
        var (waits, isTold) = (await stage.AddPartnerAsync(closed), await stage.AddPartnerAsync(open));
        await closed.RepayAsync();
        await open.RepayAsync();
        var (store, restores) = (stage.App.Services.GetRequiredService<RestoreStore>(), stage.App.Services.GetRequiredService<RestoreDirectory>());
        await store.MarkAsync(backupAt: null, static (_, _) => { });
        await OpenAsync(store, open);
        await restores.ReloadAsync(TestContext.Current.CancellationToken);

        await stage.TellAsync();
        waits.Receiver.Count.ShouldBe(0);
        isTold.Codes.ShouldBe(["MR101"]);

        await OpenAsync(store, closed);
        await restores.ReloadAsync(TestContext.Current.CancellationToken);
        await stage.TellAsync();
        waits.Codes.ShouldBe(["MR101"]);
    }

    private async Task OpenAsync(RestoreStore store, TestTenant tenant) =>
        (await store.OpenAsync(stage.App.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(tenant.Id)!.Id, by: null)).ShouldBeTrue();
}
