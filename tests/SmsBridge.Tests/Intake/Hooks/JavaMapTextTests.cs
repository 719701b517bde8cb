using SmsBridge.Intake.Hooks;

namespace SmsBridge.Tests.Intake.Hooks;

public class JavaMapTextTests
{
    [Fact]
    public void The_outer_level_is_read()
    {
        var members = JavaMapText.Read("{clientId=5.0, changes={status={id=300.0}, list=[1, 2]}, resourceId=5.0, name=}").ShouldNotBeNull();

        members["clientId"].ShouldBe("5.0");
        members["resourceId"].ShouldBe("5.0");
        members["changes"].ShouldBe("{status={id=300.0}, list=[1, 2]}");
        members["name"].ShouldBe("");
        members.ShouldNotContainKey("id");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("clientId=5.0")]
    [InlineData("[a=1]")]
    public void What_is_not_a_map_is_none(string text) => JavaMapText.Read(text).ShouldBeNull();

    [Fact]
    public void A_member_that_a_users_text_forges_is_unusable()
    {
        var members = JavaMapText.Read("{resourceId=904.0, resourceExternalId=x, resourceId=905.0}").ShouldNotBeNull();

        HookNumbers.TryRead(members["resourceId"], out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{=}")]
    [InlineData("{,}")]
    [InlineData("{}}}{{{}")]
    [InlineData("{a=}, resourceId=9}")]
    [InlineData("{a={, resourceId=9}")]
    public void Unbalanced_text_gives_no_id_it_does_not_say(string text) =>
        JavaMapText.Read(text).ShouldNotBeNull().GetValueOrDefault("resourceId").ShouldBeNull();
}
