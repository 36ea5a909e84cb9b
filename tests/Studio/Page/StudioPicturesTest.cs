using EdgeResNet.Tests.Sinks.Web;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>The grid of pictures: selecting, moving, deleting, filtering.</summary>
public class StudioPicturesTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    private static readonly LocatorClickOptions withShift = new() { Modifiers = [KeyboardModifier.Shift] };
    private static readonly LocatorClickOptions withControl = new() { Modifiers = [KeyboardModifier.Control] };

    [Fact]
    public async Task A_mouse_selects_one_a_range_single_ones_and_a_frame()
    {
        await using StudioView view = await GridAsync();
        await view.Tiles.Nth(1).ClickAsync();
        await SelectedAsync(view, 1);
        await view.Tiles.Nth(4).ClickAsync(withShift);
        await SelectedAsync(view, 1, 2, 3, 4);
        await view.Tiles.Nth(2).ClickAsync(withControl);
        await SelectedAsync(view, 1, 3, 4);
        LocatorBoundingBoxResult first = (await view.Tiles.Nth(0).BoundingBoxAsync())!, third = (await view.Tiles.Nth(2).BoundingBoxAsync())!;
        await view.Page.Mouse.MoveAsync(first.X + 20, first.Y + 20);
        await view.Page.Mouse.DownAsync();
        await view.Page.Mouse.MoveAsync(third.X + 20, third.Y + 40, new MouseMoveOptions { Steps = 5 });
        await Assertions.Expect(view.Page.Locator(".rubber")).ToBeVisibleAsync();
        await view.Page.Mouse.UpAsync();
        await SelectedAsync(view, 0, 1, 2);
        await Assertions.Expect(view.Page.Locator(".rubber")).ToHaveCountAsync(0);
        await Assertions.Expect(view.Page.Locator("#selected")).ToHaveTextAsync("3 pictures selected");
        Assert.Empty(view.Errors);
    }

    [Fact]
    public async Task The_keyboard_alone_selects_moves_deletes_and_keeps_the_focus()
    {
        await using StudioView view = await GridAsync();
        await Assertions.Expect(view.Page.Locator("#grid [tabindex='0']")).ToHaveCountAsync(1); // one stop for the tabulator
        await view.Tiles.Nth(0).FocusAsync();
        foreach (string key in (string[])["ArrowRight", " ", "ArrowRight", "Shift+ArrowRight"])
        {
            await view.Page.Keyboard.PressAsync(key);
        }

        await SelectedAsync(view, 2, 3);
        await view.Page.Keyboard.PressAsync("Delete");
        await Eventually.TrueAsync(() => view.Fake.PathsOf("cup").Length == 4);
        Assert.Equal("""["cup/002.jpg","cup/003.jpg"]""", view.Fake.Asked("/api/studio/pictures/delete").Single()!["paths"]!.ToJsonString());
        await Assertions.Expect(view.Page.Locator("[data-path='cup/004.jpg']")).ToBeFocusedAsync();

        await view.Page.Keyboard.PressAsync(" ");
        await view.Page.Keyboard.PressAsync("2"); // the key of plate
        await Eventually.TrueAsync(() => view.Fake.PathsOf("plate").Length == 7);
        Assert.Empty(view.Recorded());
        await Assertions.Expect(view.Page.Locator("[data-path='cup/005.jpg']")).ToBeFocusedAsync();
        await view.Page.Keyboard.PressAsync("Control+a");
        await Assertions.Expect(view.Page.Locator("#selected")).ToHaveTextAsync("10 pictures selected");
        await view.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(view.Page.Locator("#selected")).ToHaveTextAsync("Nothing selected");

        await Assertions.Expect(view.Page.Locator("[data-name='plate'] [role=option]")).ToHaveCountAsync(7); // the moved picture is there
        await view.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(view.Page.Locator("[data-path='plate/001.jpg']")).ToBeFocusedAsync();
        await view.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(view.Page.Locator("#large")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.Locator("#large_facts")).ToContainTextAsync("plate/001.jpg");
        await view.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(view.Page.Locator("[data-path='plate/001.jpg']")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Buttons_move_and_delete_and_a_refusal_changes_nothing()
    {
        await using StudioView view = await GridAsync();
        await Assertions.Expect(view.Page.Locator("#move")).ToBeDisabledAsync();
        await view.Page.Locator("#select_all").ClickAsync();
        view.Fake.Refusal = "studio: a picture cannot be moved (no room)";
        await view.Page.Locator("#move_to").SelectOptionAsync("plate");
        await view.Page.Locator("#move").ClickAsync();
        await Assertions.Expect(view.Page.Locator("#toast")).ToContainTextAsync("no room");
        await Assertions.Expect(view.Page.Locator("#selected")).ToHaveTextAsync("12 pictures selected");
        await view.Page.Locator("#move").ClickAsync();
        await Eventually.TrueAsync(() => view.Fake.PathsOf("plate").Length == 12);
        await Assertions.Expect(view.Page.Locator(".of-class")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Marks_are_words_and_filters_find_them()
    {
        await using StudioView view = await GridAsync();
        await Assertions.Expect(view.Tiles.Nth(1)).ToHaveAccessibleNameAsync("cup 2, answered as other, 80 %, doubt 20 %, suspected to be other");
        await Assertions.Expect(view.Tiles.Nth(1).Locator(".badge")).ToHaveAttributeAsync("data-words", "? other");
        foreach ((string filter, string path) in ((string, string)[])[("suspected", "001"), ("near_copy_of", "002"), ("blurred", "003"), ("wrong", "001")])
        {
            await FilteredAsync(view, filter, path);
        }

        await view.Page.Locator("#show_class").SelectOptionAsync("plate");
        await Assertions.Expect(view.Tiles).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Fingers_toggle_pictures()
    {
        await using StudioView view = await GridAsync(touch: true);
        await view.Tiles.Nth(0).TapAsync();
        await view.Tiles.Nth(2).TapAsync();
        await SelectedAsync(view, 0, 2);
        await view.Tiles.Nth(0).TapAsync();
        await SelectedAsync(view, 2);
    }

    [Fact]
    public async Task A_class_of_thousands_begins_with_a_part()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium, fake: new StudioFake(("cup", 1200), ("plate", 2)));
        await view.ShowAsync("pictures");
        await Assertions.Expect(view.Tiles).ToHaveCountAsync(242);
        await view.Page.GetByText("Show all 1,200 pictures").ClickAsync();
        await Assertions.Expect(view.Tiles).ToHaveCountAsync(1202);
    }

    private static async Task SelectedAsync(StudioView view, params int[] tiles)
    {
        int count = await view.Tiles.CountAsync();
        for (int i = 0; i < count; i++)
        {
            await Assertions.Expect(view.Tiles.Nth(i)).ToHaveAttributeAsync("aria-selected", tiles.Contains(i) ? "true" : "false");
        }
    }

    private static async Task FilteredAsync(StudioView view, string filter, string path)
    {
        await view.Page.Locator("#show_only").SelectOptionAsync(filter);
        await Assertions.Expect(view.Tiles).ToHaveCountAsync(2);
        await Assertions.Expect(view.Tiles.Nth(0)).ToHaveAttributeAsync("data-path", $"cup/{path}.jpg");
    }

    private async Task<StudioView> GridAsync(bool touch = false)
    {
        StudioView view = await StudioView.OpenAsync(chromium, width: 1280, touch: touch);
        await view.ShowAsync("pictures");
        await Assertions.Expect(view.Tiles).ToHaveCountAsync(12);
        return view;
    }
}
