using System.Text.Json.Nodes;
using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core.HooksAdmin;

public class CoreHooksClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("G1")]
    [InlineData("G2")]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task A_hook_is_created_listed_shown_changed_and_deleted_in_every_generation(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);

        var id = await setup.CreateAsync(setup.Draft() with { DisplayName = "SMS to clients" });
        var listed = (await setup.Client.ListAsync(setup.Access, Cancellation)).ShouldBeOfType<HookResult<IReadOnlyList<CoreHook>>.Done>().Value;
        var shown = await setup.FindAsync(id);
        var updated = await setup.Client.UpdateAsync(setup.Access, id, new HookChange { IsActive = false, Events = [EventType.ClientCreate] }, Cancellation);
        var changed = await setup.FindAsync(id);
        var deleted = await setup.Client.DeleteAsync(setup.Access, id, Cancellation);

        listed.ShouldHaveSingleItem().Id.ShouldBe(id);
        shown.Name.ShouldBe("SMS Bridge");
        shown.DisplayName.ShouldBe("SMS to clients");
        shown.IsActive.ShouldBeTrue();
        shown.Events.ShouldBe(HooksSetup.BothEvents, ignoreOrder: true);
        shown.Config.ShouldBe(setup.Draft().Config, ignoreOrder: true);
        (shown.CreatedAt, shown.UpdatedAt).ShouldBe((new DateOnly(2026, 11, 21), new DateOnly(2026, 11, 21)));
        shown.TemplateId.ShouldBeNull();
        shown.ApiKeys.ShouldBe(0);
        updated.ShouldBe(new HookResult<HookUpdate>.Done(new HookUpdate(id, IsChanged: true, KeyForgotten: false)));
        changed.IsActive.ShouldBeFalse();
        changed.Events.ShouldBe([EventType.ClientCreate]);
        changed.Config.ShouldBe(shown.Config, ignoreOrder: true);
        deleted.ShouldBe(new HookResult<long>.Done(id));
        setup.Books.Hooks.All.ShouldBeEmpty();
        setup.Asked.ShouldAllBe(request =>
            request.Headers["Fineract-Platform-TenantId"] == "default" && request.Headers["X-Mifos-Platform-TenantId"] == "default");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_request_has_the_keys_the_core_takes_and_says_whether_the_hook_is_active(bool isActive)
    {
        await using var setup = await HooksSetup.StartAsync();

        var id = await setup.CreateAsync(setup.Draft() with { IsActive = isActive });

        var request = setup.Asked.ShouldHaveSingleItem();
        request.Headers["Content-Type"].ShouldBe("application/json");
        JsonNode.DeepEquals(JsonNode.Parse(request.Body), JsonNode.Parse($$$"""
            {"name":"SMS Bridge","displayName":"SMS Bridge","isActive":{{{(isActive ? "true" : "false")}}},
             "events":[{"entityName":"CLIENT","actionName":"CREATE"},{"entityName":"LOAN","actionName":"REPAYMENT"}],
             "config":{"Payload URL":"{{{setup.Bridge.Address}}}/modules/sms/","SMS Provider":"twilio","Phone Number":"{{{Some.Sender}}}",
                       "SMS Provider Account Id":"{{{Some.AccountSid}}}","SMS Provider Token":"{{{Some.AuthToken}}}"}}
            """)).ShouldBeTrue(request.Body);
        (await setup.FindAsync(id)).IsActive.ShouldBe(isActive);
    }

    [Fact]
    public async Task The_template_lists_fields_and_events()
    {
        await using var setup = await HooksSetup.StartAsync();

        var result = await setup.Client.TemplateAsync(setup.Access, Cancellation);

        var templates = result.ShouldBeOfType<HookResult<HookTemplates>.Done>().Value;
        var template = templates.Templates.Single(each => each.Name == "SMS Bridge");
        template.Id.ShouldBe(2);
        template.Schema.Select(field => field.Name).ShouldBe(setup.Draft().Config.Keys, ignoreOrder: true);
        template.Schema.ShouldAllBe(field => field.Type == "string" && !field.IsOptional);
        templates.Offers(EventType.LoanRepayment).ShouldBeTrue();
        templates.Offers(new EventType("LOAN", "DEPOSIT")).ShouldBeFalse();
        templates.Groupings.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_hook_that_is_not_there_is_not_found()
    {
        await using var setup = await HooksSetup.StartAsync();

        (await setup.Client.FindAsync(setup.Access, 99, Cancellation))
            .ShouldBeOfType<HookResult<CoreHook>.Failed>().Failure.ShouldBeOfType<CoreResult<CoreHook>.NotFound>().Detail.ShouldContain("identifier `99`");
        (await setup.Client.DeleteAsync(setup.Access, 99, Cancellation))
            .ShouldBeOfType<HookResult<long>.Failed>().Failure.ShouldBeOfType<CoreResult<long>.NotFound>();
        (await setup.Client.UpdateAsync(setup.Access, 99, new HookChange { ForgetKey = true }, Cancellation))
            .ShouldBeOfType<HookResult<HookUpdate>.Failed>().Failure.ShouldBeOfType<CoreResult<HookUpdate>.NotFound>();
    }

    [Fact]
    public async Task Optional_parts_of_a_hook_may_be_missing_and_keys_may_be_there_twice()
    {
        await using var setup = await HooksSetup.StartAsync();
        setup.Core.Faults.Add(new SmsBridge.Simulator.Core.CoreFault("/hooks/3")
        {
            Status = 200,
            Body = """
                {"id":3,"name":"SMS Bridge","templateId":12,"somethingNew":{},"createdAt":[2014,7,1],
                 "events":[{"actionName":"CREATE","entityName":"extra client details"}],
                 "config":[{"fieldName":"Api Key","fieldValue":"one"},{"fieldName":"Api Key","fieldValue":"two"},{"fieldName":"Other"}]}
                """,
        });

        var hook = await setup.FindAsync(3);

        (hook.DisplayName, hook.IsActive, hook.TemplateId, hook.ApiKeys).ShouldBe(("SMS Bridge", false, 12, 2));
        (hook.CreatedAt, hook.UpdatedAt).ShouldBe((new DateOnly(2014, 7, 1), null));
        hook.Events.ShouldBe([new EventType("extra client details", "CREATE")]);
        hook.Config["Other"].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"id":4,"name":"SMS Bridge"}""")]
    [InlineData("""{"id":3,"createdAt":"soon"}""")]
    [InlineData("it works!")]
    public async Task A_wrong_answer_is_not_taken_for_a_hook(string body)
    {
        await using var setup = await HooksSetup.StartAsync();
        setup.Core.Faults.Add(new SmsBridge.Simulator.Core.CoreFault("/hooks/3") { Status = 200, Body = body });

        (await setup.Client.FindAsync(setup.Access, 3, Cancellation))
            .ShouldBeOfType<HookResult<CoreHook>.Failed>().Failure.ShouldBeOfType<CoreResult<CoreHook>.Misconfigured>();
    }
}
