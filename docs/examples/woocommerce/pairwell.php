<?php
/**
 * Plugin Name: Pairwell
 * Description: Puts shelves into the product, cart, checkout and order pages, in classic and in block themes. Copy it to wp-content/mu-plugins/.
 */

defined( 'ABSPATH' ) || exit;

/** A shelf; its model and the package lie beside wp-content/. */
function pairwell_shelf( $placement, $attributes = '' ) {
	return sprintf( '<pairwell-shelf model="/pairwell-model/" placement="%s" store="woocommerce" %s></pairwell-shelf>', esc_attr( $placement ), $attributes );
}

add_action( 'wp_enqueue_scripts', fn() => wp_enqueue_script_module( 'pairwell', '/pairwell/define.js', array(), null ) );

// Classic themes: WooCommerce's own hooks. Its scripts build the cart and the mini-cart again on every change; a shelf in them is kept.
foreach (
	array(
		'woocommerce_after_single_product_summary'         => array( 'product', '' ),
		'woocommerce_after_cart_table'                     => array( 'cart', 'limit="4"' ),
		'woocommerce_widget_shopping_cart_before_buttons'  => array( 'cart', 'list-id="mini-cart" limit="2"' ),
		'woocommerce_checkout_after_order_review'          => array( 'checkout', '' ),
	) as $hook => $shelf
) {
	add_action( $hook, fn() => print pairwell_shelf( ...$shelf ), 15 );
}

// Block themes: below the block of that name.
foreach (
	array(
		'woocommerce/product-details' => array( 'product', '' ),
		'woocommerce/cart'            => array( 'cart', 'limit="4"' ),
		'woocommerce/checkout'        => array( 'checkout', '' ),
	) as $block => $shelf
) {
	add_filter( "render_block_$block", fn( $html ) => $html . pairwell_shelf( ...$shelf ) );
}

// The page after an order, of either kind of theme. Items are called by their SKU or, without one, by their number.
add_action(
	'woocommerce_thankyou',
	function ( $order_id ) {
		$order = wc_get_order( $order_id );
		if ( ! $order ) {
			return;
		}
		$items = array();
		foreach ( $order->get_items() as $item ) {
			$product = $item->get_product();
			if ( $product ) {
				$items[] = $product->get_sku() ? $product->get_sku() : (string) $product->get_id();
			}
		}
		$json = wp_json_encode( array( 'id' => (string) $order_id, 'items' => $items ), JSON_HEX_TAG );
		echo '<script type="application/json" data-pairwell="order">' . $json . '</script>' . pairwell_shelf( 'post-purchase' );
	}
);
