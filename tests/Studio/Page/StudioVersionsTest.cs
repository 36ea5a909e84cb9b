using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeResNet.Tests.Sinks.Web;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>Quality, versions, fine-tuning and the inbox on the page.</summary>
public class StudioVersionsTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Quality_has_interval_confusions_and_advice()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.ShowAsync("quality");
        await Assertions.Expect(view.Page.Locator("#top1")).ToHaveTextAsync("90 %");
        await Assertions.Expect(view.Page.Locator("#top1_interval")).ToContainTextAsync("95 % interval: 74 to 96 %");
        await Assertions.Expect(view.Page.Locator("#help_most")).ToHaveTextAsync("More pictures of cup would help most.");
        await Assertions.Expect(view.Page.Locator("#by_class tr")).ToHaveCountAsync(2);
        await view.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1 picture of plate taken for cup" }).ClickAsync();
        await Assertions.Expect(view.Page.Locator("#pictures")).ToBeVisibleAsync();
        await Assertions.Expect(view.Tiles).ToHaveCountAsync(1);
        await Assertions.Expect(view.Tiles).ToHaveAttributeAsync("data-path", "plate/001.jpg");
        Assert.Empty(view.Errors);
    }

    [Fact]
    public async Task A_version_is_saved_compared_run_beside_promoted_and_left()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Page.Locator("#save").ClickAsync();
        await Assertions.Expect(view.Page.Locator("#save_name")).ToBeFocusedAsync();
        await view.Page.Keyboard.TypeAsync("new light");
        await view.Page.Keyboard.PressAsync("Enter");
        await Eventually.TrueAsync(() => view.Fake.Asked("/api/studio/versions").Length == 1);
        Assert.Equal("""{"name":"new light"}""", view.Fake.Asked("/api/studio/versions")[0]!.ToJsonString());
        view.Fake.Change(state => state["saving"] = new JsonObject { ["state"] = "failed", ["message"] = "the proof failed; see the terminal" });
        await Assertions.Expect(view.Page.Locator("#saving")).ToHaveTextAsync("the proof failed; see the terminal");

        await view.Page.Locator("#compare button").ClickAsync();
        await Assertions.Expect(view.Page.Locator("#compared")).ToContainTextAsync("version 1: 80 % · with bags: 90 % of 30 pictures");
        await Assertions.Expect(view.Page.Locator(".examples li")).ToHaveCountAsync(1);

        ILocator old = view.Page.Locator("[data-version='1']");
        await old.Locator(".shadow").ClickAsync();
        view.Fake.Change(state => state["shadow"] = StudioAnswers.Shadow());
        await Assertions.Expect(view.Page.Locator("#shadow_words")).ToHaveTextAsync("The other version says plate, 61 %. Both agree in 93 % of 1,200 pictures.");
        await old.Locator(".promote").ClickAsync();
        await Assertions.Expect(view.Page.Locator("#back")).ToBeFocusedAsync();
        await view.Page.Keyboard.PressAsync("Enter");
        await Eventually.TrueAsync(() => view.Fake.Asked("/api/studio/versions/back").Length == 1);
        Assert.Equal("""{"id":1}""", view.Fake.Asked("/api/studio/versions/promote").Single()!.ToJsonString());
        Assert.Empty(view.Errors);
    }

    [Fact]
    public async Task Fine_tuning_has_a_curve_time_left_and_an_end()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.ShowAsync("versions");
        await view.Page.Locator("#tune_start").FocusAsync();
        await view.Page.Keyboard.PressAsync("Enter");
        view.Fake.Change(state => state["fine_tune"] = StudioAnswers.FineTune("running", 4));
        await Assertions.Expect(view.Page.Locator("#tune_state")).ToHaveTextAsync("epoch 4 of 10, 2 min left");
        await Assertions.Expect(view.Page.Locator("#tune_cancel")).ToBeFocusedAsync();
        await Assertions.Expect(view.Page.Locator("#tune_curve")).ToHaveAccessibleNameAsync("Epoch 4 of 10: loss 0.50 of learned pictures, 0.55 of others, 88 % of the others right.");
        await Assertions.Expect(view.Page.Locator("#tune_curve path.val")).ToHaveAttributeAsync("d", new Regex("^M.*L.*L.*L"));
        await view.Page.Keyboard.PressAsync("Enter");
        await Eventually.TrueAsync(() => view.Fake.Asked("/api/studio/fine-tune/cancel").Length == 1);
        view.Fake.Change(state => (state["fine_tune"]!["available"], state["fine_tune"]!["state"], state["fine_tune"]!["why_not"]) = (false, "idle", "the trainer is not built; run ./edgeresnet build"));
        await Assertions.Expect(view.Page.Locator("#tune_state")).ToHaveTextAsync("the trainer is not built; run ./edgeresnet build");
        Assert.Empty(view.Errors);
    }

    [Fact]
    public async Task A_group_of_the_inbox_is_labelled_without_what_is_unticked()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await Assertions.Expect(view.Page.Locator("#tab_inbox")).ToHaveAccessibleNameAsync("Inbox 3");
        await view.ShowAsync("inbox");
        ILocator groups = view.Page.Locator(".group");
        await Assertions.Expect(groups).ToHaveCountAsync(2);
        await groups.Nth(0).Locator("[data-id=b]").UncheckAsync();
        await groups.Nth(0).GetByText("Label", new LocatorGetByTextOptions { Exact = true }).ClickAsync(); // as suggested
        await Eventually.TrueAsync(() => view.Fake.Asked("/api/studio/inbox/label").Length == 1);
        Assert.Equal("""{"ids":["a"],"class":"cup"}""", view.Fake.Asked("/api/studio/inbox/label")[0]!.ToJsonString());
        await Assertions.Expect(groups.Nth(1).Locator("input[type=text]")).ToBeFocusedAsync();
        await groups.Nth(1).GetByText("Discard").ClickAsync();
        await Eventually.TrueAsync(() => view.Fake.Asked("/api/studio/inbox/label").Length == 2);
        Assert.Equal("""{"ids":["c"],"class":null}""", view.Fake.Asked("/api/studio/inbox/label")[1]!.ToJsonString());
        await Assertions.Expect(groups).ToHaveCountAsync(1);
        Assert.Empty(view.Errors);
    }
}
