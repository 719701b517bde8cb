using SmsBridge.Tests.Support;
using SmsBridge.Tests.Tenants;

namespace SmsBridge.Tests.Store;

/// <summary>A backup that is put back knows nothing of the numbers given since; partners and provider do.</summary>
[FileOnly]
public sealed class RestoredNumbersTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(60 * 24, 40)]
    public async Task Events_after_a_restore_are_numbered_above_all_before_it(int minutes, int lost)
    {
        var app = new SmsBridgeApp();
        await app.InitializeAsync();
        var life = await Life.BornAsync(app);
        await life.RepayAsync();
        var backup = app.DatabaseFile + ".backup";
        await app.MeddleAsync("VACUUM INTO @backup", new { backup });
        app.Clock.Advance(TimeSpan.FromMinutes(minutes));
        long highest = 0;
        for (var number = 0; number < lost; number++)
        {
            highest = Math.Max(highest, await life.RepayAsync());
        }

        var key = life.Key;
        await using var restored = await app.RestartAsync(() =>
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(app.DatabaseFile)!, "smsbridge.db-*"))
            {
                File.Delete(file);
            }

            // A new file, not the old one written over: SQLite tells files apart by that, and a reader of before that is just being closed has the old log mapped.
            File.Delete(app.DatabaseFile);
            File.Copy(backup, app.DatabaseFile);
        });
        var again = Life.Unborn(restored, life.Name);
        again.Key = key;
        again.Books.AddRepayment(Life.Loan, 1m, new DateOnly(2026, 11, 21)); // the one the backup knows
        var first = await again.RepayAsync();
        var second = await again.RepayAsync();

        first.ShouldBeGreaterThan(highest);
        second.ShouldBe(first + 1);
    }

    [Fact]
    public async Task A_new_installation_begins_with_1_and_counts_on()
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        var life = await Life.BornAsync(app);

        (await life.RepayAsync()).ShouldBe(1);
        (await life.RepayAsync()).ShouldBe(2);
    }
}
