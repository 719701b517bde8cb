using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core.HooksAdmin;

/// <summary>PUT and the key it loses (fineract-hooks.md 4.4).</summary>
public class HookUpdateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("G1")]
    [InlineData("G2")]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task Any_change_but_one_of_the_config_keeps_the_key(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        var id = await setup.CreateAsync();
        setup.Books.Hooks.AddApiKey(id, "the-key");

        var result = await setup.Client.UpdateAsync(setup.Access, id, new HookChange
        {
            DisplayName = "Renamed",
            Config = new Dictionary<string, string>(StringComparer.Ordinal) { [HookFields.PhoneNumber] = Some.Sender }, // as it is
        }, Cancellation);

        result.ShouldBe(new HookResult<HookUpdate>.Done(new HookUpdate(id, IsChanged: true, KeyForgotten: false)));
        setup.Asked[^1].Body.ShouldBe("""{"displayName":"Renamed"}""");
        (await setup.FindAsync(id)).Config[HookFields.ApiKey].ShouldBe("the-key");
    }

    [Theory]
    [InlineData("G1")]
    [InlineData("G2")]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task A_changed_field_is_sent_with_all_others_and_costs_the_key(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        var id = await setup.CreateAsync();
        setup.Books.Hooks.AddApiKey(id, "the-key");

        var result = await setup.Client.UpdateAsync(setup.Access, id, Config(HookFields.PhoneNumber, "+15005550009"), Cancellation);

        result.ShouldBe(new HookResult<HookUpdate>.Done(new HookUpdate(id, IsChanged: true, KeyForgotten: true)));
        var hook = await setup.FindAsync(id);
        hook.ApiKeys.ShouldBe(0);
        hook.Config.ShouldBe(
            setup.Draft().Config.ToDictionary(field => field.Key, field => field.Key == HookFields.PhoneNumber ? "+15005550009" : field.Value, StringComparer.Ordinal),
            ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_to_change_sends_nothing()
    {
        await using var setup = await HooksSetup.StartAsync();
        var id = await setup.CreateAsync();
        var change = HookChange.Between(await setup.FindAsync(id), setup.Draft());

        var result = await setup.Client.UpdateAsync(setup.Access, id, change, Cancellation);

        result.ShouldBe(new HookResult<HookUpdate>.Done(new HookUpdate(id, IsChanged: false, KeyForgotten: false)));
        setup.Asked.ShouldNotContain(request => request.Method == "PUT");
    }

    [Fact]
    public async Task A_hook_with_two_keys_is_mended_by_forgetting_them()
    {
        await using var setup = await HooksSetup.StartAsync();
        var id = await setup.CreateAsync();
        setup.Books.Hooks.AddApiKey(id, "one");
        setup.Books.Hooks.AddApiKey(id, "two");
        (await setup.FindAsync(id)).ApiKeys.ShouldBe(2);

        var result = await setup.Client.UpdateAsync(setup.Access, id, new HookChange { ForgetKey = true }, Cancellation);

        result.ShouldBe(new HookResult<HookUpdate>.Done(new HookUpdate(id, IsChanged: true, KeyForgotten: true)));
        var mended = await setup.FindAsync(id);
        mended.ApiKeys.ShouldBe(0);
        mended.Config.ShouldBe(setup.Draft().Config, ignoreOrder: true);
    }

    [Fact]
    public async Task A_config_that_would_stay_incomplete_is_not_sent()
    {
        await using var setup = await HooksSetup.StartAsync();
        var id = await setup.CreateAsync();
        (await setup.SendAsync(HttpMethod.Put, $"hooks/{id}", """{"config":{"SMS Provider":"twilio"}}""")).Status.ShouldBe(200); // the core looks at nothing

        var result = await setup.Client.UpdateAsync(setup.Access, id, Config(HookFields.PhoneNumber, "+15005550009"), Cancellation);

        result.ShouldBeOfType<HookResult<HookUpdate>.Refused>().Problems.Select(problem => problem.Parameter)
            .ShouldBe([HookFields.PayloadUrl, HookFields.AccountId, HookFields.ProviderToken]);
        setup.Asked.Count(request => request.Method == "PUT").ShouldBe(1);
    }

    [Fact]
    public void The_difference_to_a_draft_names_only_what_differs()
    {
        var draft = SmsBridgeHookDraft.For("https://sms.example.org", Some.Sender, Some.AccountSid, Some.AuthToken, [EventType.ClientCreate]);
        var hook = new CoreHook(
            3, "SMS Bridge", "Old name", IsActive: false, [EventType.ClientCreate],
            new Dictionary<string, string>(draft.Config, StringComparer.Ordinal) { [HookFields.PhoneNumber] = "+1", [HookFields.ApiKey] = "k" },
            CreatedAt: null, UpdatedAt: null, TemplateId: null);

        var change = HookChange.Between(hook, draft);

        change.DisplayName.ShouldBe("SMS Bridge");
        change.IsActive.ShouldBe(true);
        change.Events.ShouldBeNull();
        change.Config.ShouldBe([KeyValuePair.Create(HookFields.PhoneNumber, Some.Sender)]);
        change.TemplateId.ShouldBeNull();
        change.ForgetKey.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_the_right_to_read_the_config_is_not_touched()
    {
        await using var setup = await HooksSetup.StartAsync();
        var id = await setup.CreateAsync();
        setup.Books.AddUser(HooksSetup.Admin("UPDATE_HOOK"));

        var result = await setup.Client.UpdateAsync(setup.Access, id, Config(HookFields.PhoneNumber, "+15005550009"), Cancellation);

        result.ShouldBeOfType<HookResult<HookUpdate>.Failed>().Failure.ShouldBeOfType<CoreResult<HookUpdate>.Forbidden>().Detail.ShouldContain("READ_HOOK");
        setup.Asked.ShouldNotContain(request => request.Method == "PUT");
    }

    private static HookChange Config(string field, string value) =>
        new() { Config = new Dictionary<string, string>(StringComparer.Ordinal) { [field] = value } };
}
