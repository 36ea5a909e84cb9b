using EdgeResNet.Tests.Sinks.Web;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>Recording from the page: it lasts as long as a button is held, by whatever means.</summary>
public class StudioRecordTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task A_mouse_records_while_it_holds_the_button()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Record("cup").HoverAsync();
        await view.Page.Mouse.DownAsync();
        await Assertions.Expect(view.Record("cup")).ToHaveAttributeAsync("aria-pressed", "true");
        await Eventually.TrueAsync(() => view.Fake.Asked("/api/studio/record").Length >= 3); // renewed, or the server would end it
        Assert.Equal(["cup"], view.Recorded());
        Assert.Equal(4, (int?)view.Fake.Asked("/api/studio/record")[0]!["rate"]);
        await view.Page.Mouse.MoveAsync(5, 5); // still held
        await view.Page.Mouse.UpAsync();
        await Eventually.TrueAsync(() => view.Recorded() is ["cup", null]);
        await Assertions.Expect(view.Record("cup")).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Empty(view.Errors);
    }

    [Fact]
    public async Task A_finger_records_without_menu_or_scrolling()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium, width: 390, touch: true);
        await Assertions.Expect(view.Page.Locator(".strip img")).ToHaveCountAsync(12); // nothing moves from here on
        await view.Record("plate").ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await view.Record("plate").BoundingBoxAsync())!;
        Dictionary<string, object> At(double y) => new() { ["x"] = box.X + 30, ["y"] = box.Y + y };
        ICDPSession session = await view.Page.Context.NewCDPSessionAsync(view.Page);
        double before = await view.Page.EvaluateAsync<double>("() => { window.menus = []; addEventListener('contextmenu', event => menus.push(event.defaultPrevented)); return scrollY; }");
        await session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object> { ["type"] = "touchStart", ["touchPoints"] = new[] { At(20) } });
        await Eventually.TrueAsync(() => view.Recorded() is ["plate"]);
        await session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object> { ["type"] = "touchMove", ["touchPoints"] = new[] { At(-120) } });
        await Assertions.Expect(view.Record("plate")).ToHaveAttributeAsync("aria-pressed", "true");
        await session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object> { ["type"] = "touchEnd", ["touchPoints"] = Array.Empty<object>() });
        await Eventually.TrueAsync(() => view.Recorded() is ["plate", null]);
        Assert.Equal(before, await view.Page.EvaluateAsync<double>("() => scrollY"));
        Assert.True(await view.Record("plate").EvaluateAsync<bool>("button => !button.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))"));
    }

    [Fact]
    public async Task A_number_records_its_class_while_it_is_held()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await Assertions.Expect(view.Card("plate").Locator("kbd")).ToHaveTextAsync("2");
        await view.Page.Keyboard.DownAsync("2");
        await Eventually.TrueAsync(() => view.Recorded() is ["plate"]);
        await view.Page.Keyboard.UpAsync("2");
        await Eventually.TrueAsync(() => view.Recorded() is ["plate", null]);
        await view.Page.Locator("#add_name").FillAsync("");
        await view.Page.Locator("#add_name").PressAsync("1"); // a text is written
        await Assertions.Expect(view.Page.Locator("#add_name")).ToHaveValueAsync("1");
        Assert.Equal(["plate", null], view.Recorded());
    }

    [Fact]
    public async Task A_key_that_is_held_records_and_one_that_is_pressed_starts_and_ends()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Record("cup").FocusAsync();
        await view.Page.Keyboard.DownAsync(" ");
        await Eventually.TrueAsync(() => view.Fake.Asked("/api/studio/record").Length >= 2);
        await view.Page.Keyboard.UpAsync(" ");
        await Eventually.TrueAsync(() => view.Recorded() is ["cup", null]);
        await Assertions.Expect(view.Record("cup")).ToHaveAttributeAsync("aria-pressed", "false");

        await view.Page.Keyboard.PressAsync("Enter");
        await Eventually.TrueAsync(() => view.Recorded() is ["cup", null, "cup"]);
        await Assertions.Expect(view.Record("cup")).ToContainTextAsync("press to end");
        await Assertions.Expect(view.Page.Locator("#told")).ToContainTextAsync("press again to end");
        await view.Page.Keyboard.PressAsync("Enter");
        await Eventually.TrueAsync(() => view.Recorded() is ["cup", null, "cup", null]);
    }

    [Fact]
    public async Task A_click_without_a_pointer_starts_and_ends()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Record("cup").EvaluateAsync("button => button.click()"); // so does a screen reader
        await Eventually.TrueAsync(() => view.Recorded() is ["cup"]);
        await Assertions.Expect(view.Record("cup")).ToHaveAttributeAsync("aria-pressed", "true");
        await view.Record("cup").EvaluateAsync("button => button.click()");
        await Eventually.TrueAsync(() => view.Recorded() is ["cup", null]);
    }

    [Fact]
    public async Task A_refusal_ends_recording_and_says_why()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        view.Fake.Refusal = "studio: the disk is full; make room";
        await view.Page.Keyboard.DownAsync("1");
        await Assertions.Expect(view.Page.Locator("#toast")).ToContainTextAsync("the disk is full; make room");
        await Assertions.Expect(view.Record("cup")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task Screen_readers_hear_beginning_and_end_and_nothing_between()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Page.EvaluateAsync("() => { window.spoken = []; for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) new MutationObserver(() => spoken.push(region.id + ': ' + region.textContent)).observe(region, { childList: true, characterData: true, subtree: true }); }");
        await view.Page.Keyboard.DownAsync("1");
        for (int i = 1; i <= 5; i++)
        {
            view.Fake.Change(state => (state["recording"]!["seen"], state["recording"]!["kept"], state["classes"]![0]!["pictures"]) = (i, i, 6 + i));
            await Assertions.Expect(view.Card("cup").Locator(".facts")).ToContainTextAsync($"{6 + i} pictures");
        }

        await view.Page.Keyboard.UpAsync("1");
        await Assertions.Expect(view.Page.Locator("#told")).ToHaveTextAsync("recording ended");
        string[] said = await view.Page.EvaluateAsync<string[]>("() => spoken.filter(words => !words.startsWith('heard:'))"); // the answer, at most every two seconds, is not of recording
        Assert.Equal(["told: recording cup", "told: recording ended"], said);
    }
}
